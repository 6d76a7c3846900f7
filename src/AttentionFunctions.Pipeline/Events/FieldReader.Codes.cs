using System.Text.Json;

namespace AttentionFunctions.Events;

/// <summary>Strings that come from a register: language tags and time zones.</summary>
internal ref partial struct FieldReader
{
    /// <summary>A language tag by its shape (BCP 47), not by the register.</summary>
    public string? Language(string? current)
    {
        string? text = Text(current, EventLimits.LanguageLength);
        if (text is not null && json.TokenType == JsonTokenType.String && !IsLanguageTag(text))
        {
            Wrong("a BCP 47 language tag like \"en\" or \"zh-Hans\"");
        }

        return text;
    }

    /// <summary>A zone that this machine's time zone data knows.</summary>
    public string? TimeZone(string? current)
    {
        string? text = Text(current, EventLimits.TimeZoneLength);
        if (text is not null && json.TokenType == JsonTokenType.String && !IsZone(text))
        {
            Wrong("an IANA time zone like \"Europe/Berlin\"");
        }

        return text;
    }

    private static bool IsLanguageTag(ReadOnlySpan<char> text)
    {
        bool first = true;
        foreach (Range range in text.Split('-'))
        {
            ReadOnlySpan<char> part = text[range];
            if (part.Length is 0 or > 8 || part.ContainsAnyExcept(first ? Letters : LettersAndDigits))
            {
                return false;
            }

            first = false;
        }

        return true;
    }

    /// <summary>
    /// The shape is checked first: the framework looks a name up as a path below its time zone folder, and <c>../../dev/zero</c> is
    /// one too. Names differ by case only on some systems, so the zone found must have exactly this name.
    /// </summary>
    private static bool IsZone(string text) =>
        text.Length is > 0 and <= EventLimits.TimeZoneLength && char.IsAsciiLetter(text[0]) && !text.AsSpan().ContainsAnyExcept(ZoneCharacters)
        && TimeZoneInfo.TryFindSystemTimeZoneById(text, out TimeZoneInfo? zone) && zone.Id == text;
}
