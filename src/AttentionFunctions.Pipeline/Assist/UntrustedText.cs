using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AttentionFunctions.Assist;

/// <summary>
/// Text that somebody else wrote (titles, messages, reminders) made fit to stand among instructions and in answers: it can neither look like
/// a role or an end of a section, nor carry characters that nobody sees, nor cite a source.
/// </summary>
internal static partial class UntrustedText
{
    public const int TitleLength = 120;

    /// <returns>One line of at most <paramref name="longest"/> characters.</returns>
    public static string Clean(string? text, int longest = TitleLength)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (IsPlain(text, longest)) return text;

        // Only so much is looked at, so that a huge title costs no more than a long one.
        string visible = Visible(text.Length > 4 * longest ? text[..(4 * longest)] : text);
        string plain = Roles().Replace(Markers().Replace(visible, " "), "$1$2 ");
        plain = plain.Replace('[', '(').Replace(']', ')').Replace('<', '‹').Replace('>', '›').Replace('`', '\'');
        plain = Spaces().Replace(plain, " ").Trim();
        return plain.Length <= longest ? plain : Shorten(plain, longest);
    }

    /// <summary>Most titles: letters, digits, single spaces and punctuation that nothing below speaks of. They stay as they are.</summary>
    private static bool IsPlain(string text, int longest)
    {
        if (text.Length > longest) return false;
        char before = ' ';
        foreach (char character in text)
        {
            bool plain = char.IsLetterOrDigit(character) || character is ',' or '.' or '!' or '?' or '\'' or '(' or ')'
                || (character is ' ' or '-' && character != before);
            if (!plain) return false;
            before = character;
        }

        return before != ' ';
    }

    /// <summary>Full-width forms of ASCII, which Chinese keyboards write, as ASCII.</summary>
    public static string Halfwidth(string text) => !text.AsSpan().ContainsAnyInRange('\uFF01', '\uFF5E') ? text : string.Create(text.Length, text, (written, source) =>
    {
        for (int i = 0; i < source.Length; i++) written[i] = source[i] is >= '\uFF01' and <= '\uFF5E' ? (char)(source[i] - 0xFEE0) : source[i];
    });

    private static string Shorten(string text, int longest)
    {
        int end = longest - 1;
        if (char.IsHighSurrogate(text[end - 1])) end--;
        return text[..end].TrimEnd() + "…";
    }

    /// <summary>Control, format (zero width, direction), private and unpaired characters go; line ends become spaces.</summary>
    private static string Visible(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar) continue;
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control:
                case UnicodeCategory.LineSeparator:
                case UnicodeCategory.ParagraphSeparator:
                case UnicodeCategory.SpaceSeparator:
                    kept.Append(' ');
                    break;
                case UnicodeCategory.Format:
                case UnicodeCategory.PrivateUse:
                case UnicodeCategory.OtherNotAssigned:
                case UnicodeCategory.Surrogate:
                    break;
                default:
                    kept.Append(rune.ToString());
                    break;
            }
        }

        return kept.ToString();
    }

    // Tokens and tags that chat templates mark turns with, and headings that imitate them.
    [GeneratedRegex(@"<\|[^|>]{0,40}\|?>?|</?s>|\[/?(INST|SYS|SYSTEM)\]|<</?SYS>>|#{2,}|```+|""""""|-{3,}|={3,}", RegexOptions.IgnoreCase)]
    private static partial Regex Markers();

    [GeneratedRegex(@"(^|[\s.,;!?(])(system|assistant|developer|user|tool|function|系统|助手|用户|开发者)\s*[:\uFF1A]", RegexOptions.IgnoreCase)]
    private static partial Regex Roles();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
