using System.Text;
using AttentionFunctions.Catalogue;

namespace AttentionFunctions.Assist;

/// <summary>
/// Titles of the whole catalogue, to notice one in a text although no tool returned it. Titles of a single word are common words as well
/// and are not looked for, nor are those of fewer than four Han characters.
/// </summary>
internal sealed class KnownTitles
{
    private const int MaxWords = 8, LeastHan = 4, MostHan = 20;

    private readonly HashSet<string> _titles = new(StringComparer.Ordinal);

    public KnownTitles(ItemCatalogue catalogue)
    {
        foreach (CatalogueItem item in catalogue.Items)
        {
            string[] words = [.. Words(UntrustedText.Clean(item.Fields.Title))];
            if (words.Length is 0 or > MostHan) continue;
            if (words.All(IsHan) ? words.Length >= LeastHan : words.Length is >= 2 and <= MaxWords) _titles.Add(string.Join(' ', words));
        }
    }

    /// <summary>For texts that no catalogue need be looked up for.</summary>
    public static KnownTitles None { get; } = new(ItemCatalogue.Empty);

    public bool AnyIn(string sentence)
    {
        string[] words = [.. Words(sentence)];
        for (int start = 0; start < words.Length; start++)
            for (int length = 2; length <= MostHan && start + length <= words.Length; length++)
                if (_titles.Contains(string.Join(' ', words, start, length))) return true;
        return false;
    }

    private static bool IsHan(string word) => Rune.TryGetRuneAt(word, 0, out Rune rune) && Languages.IsHan(rune);

    /// <summary>In lower case, without punctuation; each Han character is a word.</summary>
    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool han = Languages.IsHan(rune);
            if (Rune.IsLetterOrDigit(rune) && !han)
            {
                word.Append(Rune.ToLowerInvariant(rune).ToString());
                continue;
            }

            if (word.Length > 0) yield return word.ToString();
            word.Clear();
            if (han) yield return rune.ToString();
        }

        if (word.Length > 0) yield return word.ToString();
    }
}
