using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AttentionFunctions.Catalogue;

/// <summary>
/// Which paraphrases are taken. The text they are made from is a stranger's and may have talked the model into anything, so a paraphrase must be
/// of about the same length, in the same language, and bring neither an address nor a number of its own. What passes is encoded and never shown.
/// </summary>
internal static partial class ParaphraseCheck
{
    /// <summary>A paraphrase has from a third to three times the characters; short titles may grow by a sentence.</summary>
    private const double LeastShare = 1.0 / 3, MostShare = 3;

    private const int ShortTitle = 60;

    /// <returns>At most <paramref name="count"/>, in one line each, all different from the text and from each other.</returns>
    public static IReadOnlyList<string> Accepted(string text, IReadOnlyList<string?> candidates, int count)
    {
        string own = Bare(text);
        var said = new HashSet<string>(StringComparer.Ordinal);
        var numbers = Numbers().Matches(text).Select(number => number.Value).ToHashSet(StringComparer.Ordinal);
        string? language = TextLanguage.Of(text);
        var accepted = new List<string>();
        foreach (string? candidate in candidates)
        {
            if (accepted.Count == count) break;
            if (candidate is null || candidate.Length > MostLength(text)) continue;
            string line = InOneLine(candidate);
            bool fits = line.Length >= LeastShare * text.Length
                && !Addresses().IsMatch(line)
                && Numbers().Matches(line).All(number => numbers.Contains(number.Value))
                && (language is null || TextLanguage.Of(line) is not { } other || other == language);

            // A part of the text, such as its title alone, says it in the same words.
            if (fits && Bare(line) is { Length: > 0 } bare && !own.Contains(bare, StringComparison.Ordinal) && said.Add(bare)) accepted.Add(line);
        }

        return accepted;
    }

    private static double MostLength(string text) => Math.Max(MostShare * text.Length, text.Length + ShortTitle);

    private static string InOneLine(string text) => Spaces().Replace(
        string.Concat(text.Where(character => char.GetUnicodeCategory(character) is not (UnicodeCategory.Format or UnicodeCategory.PrivateUse))), " ").Trim();

    /// <summary>Letters and digits only, in lower case: a full stop makes no paraphrase.</summary>
    private static string Bare(string text)
    {
        var bare = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            if (Rune.IsLetterOrDigit(rune)) bare.Append(Rune.ToLowerInvariant(rune).ToString());
        return bare.ToString();
    }

    // Not even one that the text has: it says nothing about what the item is.
    [GeneratedRegex(@"://|\bwww\.|\b[\w.+-]+@[\w-]+\.\w|\b[\w-]+\.(?:com|net|org|io|cn|dev|app|info|xyz)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Addresses();

    [GeneratedRegex(@"\p{Nd}+")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"[\s\p{Cc}]+")]
    private static partial Regex Spaces();
}
