using System.Text;

namespace AttentionFunctions.Assist;

internal static class Languages
{
    /// <summary>Chinese when it has as many Han characters as words in other letters. What it quotes does not count.</summary>
    public static Language Of(string message)
    {
        string text = Quotations.SetApart(message).Plain is { Length: > 0 } own ? own : message;
        int han = 0, words = 0;
        bool inWord = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isHan = IsHan(rune);
            if (isHan) han++;
            bool letter = !isHan && Rune.IsLetter(rune);
            if (letter && !inWord) words++;
            inWord = letter;
        }

        return han > 0 && han >= words ? Language.Zh : Language.En;
    }

    /// <summary>CJK unified ideographs and extension A: what everyday Chinese is written in.</summary>
    public static bool IsHan(Rune rune) => rune.Value is >= 0x4E00 and <= 0x9FFF or >= 0x3400 and <= 0x4DBF;

    public static bool HasHan(string text) => text.EnumerateRunes().Any(IsHan);

    public static string In(this Language language, string english, string chinese) => language == Language.Zh ? chinese : english;
}
