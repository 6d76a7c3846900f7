using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AttentionFunctions.Assist;

/// <summary>The numbers, with their units, and days of the week that a text claims, in digits and in words of both languages.</summary>
internal static partial class FigureClaims
{
    private static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>Whether every claim of the text is one of the figures.</summary>
    public static bool AllIn(string text, IEnumerable<string> figures)
    {
        HashSet<string> known = [.. figures.SelectMany(Of)];
        return Of(text).All(known.Contains);
    }

    /// <summary>Canonical: <c>42 %</c>, <c>12 min</c>, <c>9:00</c>, <c>tue</c>.</summary>
    private static IEnumerable<string> Of(string text)
    {
        foreach (Match match in Numbers().Matches(text))
            yield return Canonical(match.Groups["number"].Value) + UnitOf(match.Groups["unit"].Value, match.Groups["percent"].Success);
        foreach (Match match in EnglishWords().Matches(text))
            yield return (SpokenNumbers.Parse(match.Groups["number"].Value)?.ToString(CultureInfo.InvariantCulture) ?? match.Value.ToLowerInvariant())
                + UnitOf(match.Groups["unit"].Value, percentBefore: false);
        foreach (Match match in ChineseWords().Matches(text))
            yield return (SpokenNumbers.Parse(match.Groups["number"].Value)?.ToString(CultureInfo.InvariantCulture) ?? match.Value)
                + UnitOf(match.Groups["unit"].Value, match.Groups["percent"].Success);
        foreach (Match match in Weekdays().Matches(text)) yield return DayOf(match);

        // Fractions, numbers in circles, digits of other scripts: nothing here writes figures with them.
        foreach (Rune rune in text.EnumerateRunes())
            if (!rune.IsAscii && Rune.IsNumber(rune) && !Languages.IsHan(rune)) yield return rune.ToString();
    }

    private static string Canonical(string number) => string.Join(
        number.Contains(':', StringComparison.Ordinal) ? ':' : '.',
        number.Split(':', '.').Select((part, i) => i == 0 && part.TrimStart('0') is var trimmed ? (trimmed.Length > 0 ? trimmed : "0") : part));

    private static string UnitOf(string unit, bool percentBefore) => percentBefore ? " %" : unit.Trim(' ', '-').ToLowerInvariant() switch
    {
        "" => "",
        "%" or "\uFF05" or "percent" or "per cent" => " %",
        ['m', ..] or ['分', ..] => " min",
        _ => " h",
    };

    private static string DayOf(Match match) => match.Groups["chinese"] is { Success: true, Value: var day }
        ? Days["一二三四五六".IndexOf(day, StringComparison.Ordinal) is >= 0 and var at ? at : 6]
        : match.Value[..3].ToLowerInvariant();

    private const string Units = @"(?<unit>\s*-?\s*(?:%|\uFF05|percent|per cent|minutes?\b|mins?\b|m\b|hours?\b|hrs?\b|h\b|分钟|分(?!之)|个?小时|个?钟头))?";

    [GeneratedRegex(@"(?<percent>百分之)?(?<number>\d+(?:[.:]\d+)*)" + Units, RegexOptions.IgnoreCase)]
    private static partial Regex Numbers();

    // "One" is mostly no number ("the one that", "one of"); it is where a unit follows.
    [GeneratedRegex(
        @"\b(?:(?<number>(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|" +
        @"five|six|seven|eight|nine))?|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|" +
        @"nineteen|two|three|four|five|six|seven|eight|nine|one(?=\s*-?(?:percent|per cent|%|minute|hour)))|half|" +
        @"twice|thrice|double|triple|dozens?|couple|hundreds?|thousands?|millions?|quarter|third of)\b" + Units, RegexOptions.IgnoreCase)]
    private static partial Regex EnglishWords();

    [GeneratedRegex(
        @"(?<percent>百分之)(?<number>[零一二两三四五六七八九十百]+)|" +
        @"(?<number>[二两三四五六七八九百千万十]+)(?!分(?![钟之]))(?=\s*[个篇条本部首次天周月年小分秒倍点成项段种])" + Units +
        @"|(?<number>一)(?=\s*(?:个?小时|分钟|天|周))" + Units + "|一半|[一二两三四五六七八九十]+分之[一二三四五六七八九十]+|几[倍成]|半(?=个?小时|天)")]
    private static partial Regex ChineseWords();

    [GeneratedRegex(@"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|(?:周|星期|礼拜)(?<chinese>[一二三四五六日天])", RegexOptions.IgnoreCase)]
    private static partial Regex Weekdays();
}
