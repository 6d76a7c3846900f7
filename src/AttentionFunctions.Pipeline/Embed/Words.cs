using System.Globalization;
using System.Text;

namespace AttentionFunctions.Embed;

/// <summary>Finds the words of folded text.</summary>
internal static class Words
{
    /// <summary>
    /// Runs of letters, digits and their marks. A run in a script that is written without spaces is one "word" marked as such; an
    /// apostrophe inside a word belongs to it.
    /// </summary>
    public static void Find(List<Rune> text, List<Word> words)
    {
        words.Clear();
        var start = -1;
        var unspaced = false;
        for (var i = 0; i < text.Count; i++)
        {
            if (!IsPart(text[i]))
            {
                if (start >= 0 && IsApostrophe(text[i]) && i + 1 < text.Count && IsPart(text[i + 1])) continue;
                Close(i);
            }
            else if (start < 0)
            {
                Open(i);
            }
            else if (!IsMark(text[i]) && IsUnspaced(text[i]) != unspaced)
            {
                Close(i);
                Open(i);
            }
        }
        Close(text.Count);

        void Open(int at) => (start, unspaced) = (at, IsUnspaced(text[at]));

        void Close(int at)
        {
            if (start >= 0) words.Add(new Word(start, at - start, unspaced));
            start = -1;
        }
    }

    public static bool IsApostrophe(Rune rune) => rune.Value is '\'' or 0x2019 or 0x2BC;

    public static bool IsMark(Rune rune) => !rune.IsAscii && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Symbols count as words, so that a text of emoji is not an empty one; ASCII symbols are punctuation.</summary>
    private static bool IsPart(Rune rune) => rune.IsAscii
        ? Rune.IsLetterOrDigit(rune)
        : Rune.IsLetterOrDigit(rune) || IsMark(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber
            or UnicodeCategory.OtherNumber or UnicodeCategory.OtherSymbol;

    /// <summary>Han, kana, Thai, Lao, Tibetan, Burmese, Khmer; and symbols, each of which says something by itself.</summary>
    private static bool IsUnspaced(Rune rune) => rune.Value >= 0xE00 && (rune.Value
        is (>= 0xE00 and <= 0xFFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF) or (>= 0x3005 and <= 0x30FF)
        or (>= 0x31F0 and <= 0x31FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF)
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol);
}

/// <param name="Start">Index of its first rune.</param>
/// <param name="Length">Runes.</param>
/// <param name="IsUnspaced">The script does not separate words by spaces, so this may be a whole sentence.</param>
internal readonly record struct Word(int Start, int Length, bool IsUnspaced);
