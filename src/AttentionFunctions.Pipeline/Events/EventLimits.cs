namespace AttentionFunctions.Events;

/// <summary>What an event may hold at most. Lengths are in characters as .NET, Java and JavaScript count them (UTF-16 units).</summary>
public static class EventLimits
{
    /// <summary><c>id</c>, <c>userId</c>, <c>itemId</c>, <c>sessionId</c>, <c>recommendationId</c>, <c>creator</c>.</summary>
    public const int IdLength = 256;

    /// <summary>The name of an activity; as long as an item's category.</summary>
    public const int CategoryLength = 128;

    public const int QueryLength = 1_000;

    public const int TitleLength = 1_000;

    public const int TextLength = 100_000;

    /// <summary>Entries of <c>context</c>, <c>preferences</c> and <c>consent</c>.</summary>
    public const int MapEntries = 32;

    public const int MapKeyLength = 64;

    public const int MapValueLength = 256;

    /// <summary>Entries of <c>categories</c> and of <c>tags</c>.</summary>
    public const int LabelCount = 64;

    public const int LabelLength = 128;

    /// <summary>RFC 5646, section 4.4.1: 35 characters hold every registered language tag.</summary>
    public const int LanguageLength = 35;

    /// <summary>The longest IANA zone names have about 30.</summary>
    public const int TimeZoneLength = 64;

    public const int VectorDimensions = 4_096;

    /// <summary>Levels of objects and arrays, the event itself being the first.</summary>
    public const int Depth = 32;

    /// <summary>Seconds of a day: nothing holds attention longer.</summary>
    public const double Seconds = 86_400;

    /// <summary>Either side of zero; room for a price in any currency.</summary>
    public const double Value = 1e12;

    /// <summary>Reasons that are told per event; a hostile event could otherwise fill the quarantine with them.</summary>
    public const int Reasons = 32;

    /// <summary>How far the clock of a sender may run ahead.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>Before it an event's time is a broken clock or a zero, not a late event: 1970, where Unix time begins.</summary>
    public static readonly DateTimeOffset Earliest = DateTimeOffset.UnixEpoch;
}
