using System.Globalization;
using System.Text;

namespace AttentionFunctions.Embed;

/// <summary>
/// Text as the lexical encoder compares it: compatibility forms made plain, lower case, accents and vowel points dropped.
/// What this returns is part of the encoder's contract: another result is another <see cref="ITextEncoder.Id"/>.
/// </summary>
internal static class TextFolding
{
    /// <summary>Letters that Unicode does not decompose, though people without the key type the plain one.</summary>
    private static readonly Dictionary<int, string> Plain = new()
    {
        ['ß'] = "ss",
        ['æ'] = "ae",
        ['œ'] = "oe",
        ['ø'] = "o",
        ['đ'] = "d",
        ['ð'] = "d",
        ['þ'] = "th",
        ['ł'] = "l",
        ['ħ'] = "h",
        ['ı'] = "i",
        ['ŋ'] = "n",
        ['ŧ'] = "t",
        ['ς'] = "σ",
    };

    /// <summary>Replaces the content of <paramref name="folded"/>. A lone surrogate becomes the replacement character.</summary>
    public static void Fold(string text, List<Rune> folded)
    {
        folded.Clear();
        foreach (var rune in text.EnumerateRunes()) Decomposition.AppendCompatible(rune, folded);

        var kept = 0;
        var decomposed = folded.Count;
        for (var i = 0; i < decomposed; i++)
        {
            var lower = Rune.ToLowerInvariant(folded[i]);
            if (IsDropped(lower)) continue;
            if (Plain.TryGetValue(lower.Value, out var plain))
            {
                // The first letter takes the place; a second one is rare enough to move the rest.
                folded[kept++] = new Rune(plain[0]);
                if (plain.Length == 1) continue;
                folded.Insert(kept++, new Rune(plain[1]));
                decomposed++;
                i++;
            }
            else
            {
                folded[kept++] = lower;
            }
        }
        folded.RemoveRange(kept, folded.Count - kept);
    }

    /// <summary>
    /// Marks that texts carry or leave out without changing the word: Latin, Greek and Cyrillic accents, Hebrew and Arabic points, the
    /// Arabic stretching line, variation selectors and invisible joiners. Marks that are letters (Indic vowel signs, Thai vowels, the
    /// Japanese voicing marks) stay.
    /// </summary>
    private static bool IsDropped(Rune rune) => rune.Value >= 0xAD && (rune.Value is 0x640
        or (>= 0x300 and <= 0x36F) or (>= 0x483 and <= 0x489) or (>= 0x591 and <= 0x5C7)
        or (>= 0x610 and <= 0x61A) or (>= 0x64B and <= 0x65F) or 0x670 or (>= 0x6D6 and <= 0x6ED)
        or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF) or (>= 0x20D0 and <= 0x20FF)
        or (>= 0xFE00 and <= 0xFE0F) or (>= 0xFE20 and <= 0xFE2F)
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format);
}
