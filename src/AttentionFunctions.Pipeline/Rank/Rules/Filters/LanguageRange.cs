namespace AttentionFunctions.Rank;

/// <summary>Language tags as RFC 4647 filters them, section 3.3.1.</summary>
internal static class LanguageRange
{
    /// <summary><c>zh</c> matches <c>zh</c> and <c>zh-Hans</c>, not <c>zha</c>; in any case.</summary>
    public static bool Matches(string tag, string range) =>
        tag.StartsWith(range, StringComparison.OrdinalIgnoreCase) && range.Length > 0 && (tag.Length == range.Length || tag[range.Length] == '-');

    /// <summary>The language without script and region: <c>zh</c> of <c>zh-Hans</c>.</summary>
    public static string Primary(string tag) => tag.Split('-', 2)[0].ToLowerInvariant();
}
