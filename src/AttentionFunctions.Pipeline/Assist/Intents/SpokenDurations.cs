using System.Text.RegularExpressions;

namespace AttentionFunctions.Assist;

/// <summary>Lengths of time: <c>an hour and a half</c>, <c>90 min</c>, <c>1h30</c>, <c>半小时</c>, <c>一个半小时</c>.</summary>
internal static partial class SpokenDurations
{
    /// <summary>The first length of a text in minutes, and where it stands; null without one.</summary>
    public static (int Minutes, int Start, int Length)? FindIn(string text)
    {
        foreach (Match match in Pattern().Matches(text))
            if (MinutesOf(match) is { } minutes and > 0) return (minutes, match.Index, match.Length);
        return null;
    }

    private static int? MinutesOf(Match match)
    {
        if (match.Groups["halfHour"].Success) return 30;
        if (match.Groups["hourAndHalf"].Success) return 90;
        if (match.Groups["anHour"].Success) return 60;
        if (match.Groups["quarter"].Success) return 15;
        if (match.Groups["dotHours"].Success)
            return (int)Math.Round(60 * double.Parse(match.Groups["dotHours"].Value, System.Globalization.CultureInfo.InvariantCulture));
        int hours = 0, minutes = 0;
        if (match.Groups["hours"] is { Success: true, Value: var h }) hours = SpokenNumbers.Parse(h) ?? 0;
        if (match.Groups["minutes"] is { Success: true, Value: var m }) minutes = SpokenNumbers.Parse(m) ?? 0;
        if (match.Groups["andHalf"].Success) minutes += 30;
        return 60 * hours + minutes;
    }

    [GeneratedRegex(
        @"(?<halfHour>\bhalf an hour\b|半个?小时|半个?钟头)|(?<hourAndHalf>\ban hour and a half\b)|(?<anHour>\ban hour\b)|" +
        @"(?<quarter>\ba quarter of an hour\b|一刻钟)|" +
        @"(?<dotHours>\d{1,2}\.\d)\s*(?:hours?|hrs?|h\b|个?小时)|" +
        @"(?<hours>" + SpokenNumbers.English +
        @")\s*-?\s*(?:hours?|hrs?|h)(?![a-z])(?<andHalf> and a half)?(?:\s*(?:and\s+)?(?<minutes>" + SpokenNumbers.English +
        @")\s*(?:minutes?|mins?|m)?\b)?|" +
        @"\b(?<minutes>" + SpokenNumbers.English + @")\s*-?\s*(?:minutes?|mins?|m)\b|" +
        @"(?<hours>" + SpokenNumbers.Chinese + @")\s*个?(?<andHalf>半)?\s*(?:小时|钟头)(?:(?<minutes>" + SpokenNumbers.Chinese + @")\s*分钟?)?|" +
        @"(?<minutes>" + SpokenNumbers.Chinese + @")\s*分钟?", RegexOptions.IgnoreCase)]
    private static partial Regex Pattern();
}
