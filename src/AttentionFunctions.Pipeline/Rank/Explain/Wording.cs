using System.Globalization;

namespace AttentionFunctions.Rank;

/// <summary>What reasons say to people. The sentences are part of the API: applications show them, and tests hold them.</summary>
public sealed record Wording
{
    public static Wording English { get; } = new()
    {
        Language = "en",
        History = "Because of {0}",
        Text = "Described like {0}",
        TextOfTaste = "Its description suits what you chose",
        Together = "People who choose {0} choose it too",
        Trending = "It holds much attention now",
        Popular = "Many people choose it",
        Match = "It matches “{0}”",
        Fresh = "It is new",
        Explored = "Shown to find out whether you like it",
        Pinned = "It has a fixed place here",
        Boosted = "Moved up by the rule “{0}”",
        Buried = "Moved down by the rule “{0}”",
        Sponsored = "Somebody pays for this place",
        Unknown = "Nothing is known of it yet",
    };

    public static Wording Chinese { get; } = new()
    {
        Language = "zh",
        History = "因为“{0}”",
        Text = "描述与“{0}”相近",
        TextOfTaste = "它的描述符合你的选择",
        Together = "选择“{0}”的人也选择它",
        Trending = "它现在很受关注",
        Popular = "很多人选择它",
        Match = "它与“{0}”相符",
        Fresh = "它是新的",
        Explored = "展示它，是为了了解你是否喜欢",
        Pinned = "它在这里有固定的位置",
        Boosted = "因规则“{0}”而提前",
        Buried = "因规则“{0}”而靠后",
        Sponsored = "这个位置是付费的",
        Unknown = "对它还一无所知",
    };

    public required string Language { get; init; }

    public required string History { get; init; }

    public required string Text { get; init; }

    public required string TextOfTaste { get; init; }

    public required string Together { get; init; }

    public required string Trending { get; init; }

    public required string Popular { get; init; }

    public required string Match { get; init; }

    public required string Fresh { get; init; }

    public required string Explored { get; init; }

    public required string Pinned { get; init; }

    public required string Boosted { get; init; }

    public required string Buried { get; init; }

    public required string Sponsored { get; init; }

    public required string Unknown { get; init; }

    /// <summary>The first language that there are words for; English when there is none.</summary>
    /// <param name="tags">BCP 47 tags, the most wanted first.</param>
    public static Wording For(IEnumerable<string> tags)
    {
        foreach (string tag in tags)
        {
            if (Is(tag, "zh")) return Chinese;
            if (Is(tag, "en")) return English;
        }

        return English;

        static bool Is(string tag, string language) =>
            tag.StartsWith(language, StringComparison.OrdinalIgnoreCase) && (tag.Length == language.Length || tag[language.Length] == '-');
    }

    internal static string Fill(string sentence, string name) => string.Format(CultureInfo.InvariantCulture, sentence, name);
}
