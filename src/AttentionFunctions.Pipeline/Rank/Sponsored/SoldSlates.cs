using System.Globalization;

namespace AttentionFunctions.Rank;

/// <summary>
/// Recommendation ids of slates with sold places: UUIDs of version 8 in place of 7 (RFC 9562, 5.7 and 5.8), otherwise the same. Clicks that
/// cost nothing, nearly all of them, are told by their id alone, and the day to look in is in it too.
/// </summary>
internal static class SoldSlates
{
    private const int Length = 32, VersionDigit = 12, TimeDigits = 12;

    /// <param name="recommendationId">32 hexadecimal digits of a UUID of version 7.</param>
    public static string IdOf(string recommendationId) => string.Concat(recommendationId.AsSpan(0, VersionDigit), "8", recommendationId.AsSpan(VersionDigit + 1));

    /// <summary>When the slate was made, to the millisecond; null for an id of another kind, whoever made it.</summary>
    public static DateTimeOffset? ShownAt(string? recommendationId) =>
        recommendationId is { Length: Length } id && id[VersionDigit] == '8'
        && long.TryParse(id.AsSpan(0, TimeDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long milliseconds)
        && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
