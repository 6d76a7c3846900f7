using System.Globalization;
using System.Text.RegularExpressions;

namespace AttentionFunctions.Assist;

/// <summary>Numbers as people write them: digits, English words to ninety-nine, Chinese numerals to 999.</summary>
internal static partial class SpokenNumbers
{
    private static readonly string[] Units =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    /// <summary>A number, for use in larger patterns.</summary>
    public const string English =
        @"(?:\d{1,4}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|" +
        "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|one|two|three|four|five|six|seven|eight|nine)";

    /// <summary>A number, for use in larger patterns.</summary>
    public const string Chinese = @"(?:\d{1,4}|[零一二两三四五六七八九十百]{1,6})";

    /// <summary>Null when it is no number.</summary>
    public static int? Parse(string text)
    {
        text = text.Trim().ToLowerInvariant();
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int digits)) return digits;
        return text.Length > 0 && ChineseOnly().IsMatch(text) ? ParseChinese(text) : ParseEnglish(text);
    }

    private static int? ParseEnglish(string text)
    {
        int value = 0;
        foreach (string word in text.Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (Array.IndexOf(Tens, word) is >= 0 and int ten) value += 20 + 10 * ten;
            else if (Array.IndexOf(Units, word) is >= 0 and int unit) value += unit;
            else return null;
        }

        return text.Length == 0 ? null : value;
    }

    private static int? ParseChinese(string text)
    {
        int value = 0, digit = -1;
        foreach (char character in text)
        {
            switch (character)
            {
                case '百':
                    value += 100 * (digit < 0 ? 1 : digit);
                    digit = -1;
                    break;
                case '十':
                    value += 10 * (digit < 0 ? 1 : digit);
                    digit = -1;
                    break;
                default:
                    digit = character == '两' ? 2 : "零一二三四五六七八九".IndexOf(character, StringComparison.Ordinal);
                    break;
            }
        }

        return value + Math.Max(0, digit);
    }

    [GeneratedRegex("^[零一二两三四五六七八九十百]+$")]
    private static partial Regex ChineseOnly();
}
