using System.Globalization;
using System.Text;

namespace AttentionFunctions.Embed;

/// <summary>
/// Text as BERT's vocabulary expects it: control characters gone, accents and case folded where the model wants that, and white space
/// around every punctuation mark and Chinese character.
/// </summary>
/// <remarks>
/// After <c>BasicTokenizer</c> of google-research/bert. The tokenizer library has the same, but strips accents by
/// <see cref="string.Normalize()"/>, which does nothing on hosts without ICU.
/// </remarks>
internal sealed record BertText(bool LowerCase, bool StripAccents)
{
    public string Prepare(string text)
    {
        var prepared = new StringBuilder(text.Length + 16);
        List<Rune> parts = [];
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsInvisible(rune)) continue;
            if (Rune.IsWhiteSpace(rune))
            {
                prepared.Append(' ');
                continue;
            }

            parts.Clear();
            if (StripAccents) Decomposition.AppendCanonical(rune, parts);
            else parts.Add(rune);
            foreach (var part in parts)
                if (!StripAccents || Rune.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark) Append(prepared, part);
        }
        return prepared.ToString();
    }

    private void Append(StringBuilder prepared, Rune rune)
    {
        var isAlone = IsPunctuation(rune) || IsChinese(rune.Value);
        if (isAlone) prepared.Append(' ');
        prepared.Append(LowerCase ? Rune.ToLowerInvariant(rune) : rune);
        if (isAlone) prepared.Append(' ');
    }

    /// <summary>Of lone surrogates as well: they are read as the replacement character.</summary>
    private static bool IsInvisible(Rune rune) => rune == Rune.ReplacementChar
        || rune.Value is not ('\t' or '\n' or '\r') && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned;

    /// <summary>All that is not a letter, digit or space in ASCII, though Unicode calls some of them symbols.</summary>
    private static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? !Rune.IsLetterOrDigit(rune)
        : Rune.IsPunctuation(rune);

    /// <summary>The blocks of unified and compatibility ideographs; kana and Hangul are words like others to BERT.</summary>
    private static bool IsChinese(int value) => value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF)
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
