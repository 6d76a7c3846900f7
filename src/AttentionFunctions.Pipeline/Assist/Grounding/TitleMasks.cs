using System.Text;
using System.Text.RegularExpressions;

namespace AttentionFunctions.Assist;

/// <summary>
/// Titles and ids of sources, put aside while a text is checked: what a title says, its numbers and full stops included, is no claim of the
/// text. A mask is three characters for private use, which no checked text contains.
/// </summary>
internal sealed partial class TitleMasks
{
    private const char Open = '\uE000', Close = '\uE001', FirstIndex = '\uE100';

    private readonly (string Text, Source[] Sources)[] _named;

    public TitleMasks(IReadOnlyList<Source> sources) => _named =
    [
        .. sources.SelectMany(source => new[] { (Text: source.Title, source), (Text: source.ItemId, source) })
            .Where(name => name.Text is { Length: >= 2 })
            .GroupBy(name => name.Text!, StringComparer.OrdinalIgnoreCase)
            .Select(group => (group.Key, group.Select(name => name.source).Distinct().ToArray()))
            .OrderByDescending(name => name.Key.Length).ThenBy(name => name.Key, StringComparer.Ordinal),
    ];

    public string Mask(string text)
    {
        for (int i = 0; i < _named.Length; i++)
        {
            string name = _named[i].Text;
            string mask = $"{Open}{(char)(FirstIndex + i)}{Close}";
            for (int at = 0; (at = text.IndexOf(name, at, StringComparison.OrdinalIgnoreCase)) >= 0;)
            {
                if (InsideWord(text, at, name.Length))
                {
                    at += name.Length;
                    continue;
                }

                text = text.Remove(at, name.Length).Insert(at, mask);
                at += mask.Length;
            }
        }

        return text;
    }

    /// <summary>Titles are given back as the source has them, with the source where the sentence does not cite it.</summary>
    public string Unmask(string sentence)
    {
        var cited = new HashSet<string>(Cites().Matches(sentence).Select(match => match.Groups[1].Value.ToUpperInvariant()), StringComparer.Ordinal);
        string upper = Cites().Replace(sentence, match => $"[{match.Groups[1].Value.ToUpperInvariant()}]");
        return Masks().Replace(upper, match =>
        {
            (string text, Source[] sources) = _named[match.Groups[1].Value[0] - FirstIndex];
            string cite = sources.Any(source => cited.Contains(source.Id)) ? "" : $" [{sources[0].Id}]";
            if (cite.Length > 0) cited.Add(sources[0].Id);
            return text + match.Groups[2].Value + cite;
        });
    }

    public IEnumerable<Source> NamedIn(string sentence) =>
        Masks().Matches(sentence).SelectMany(match => _named[match.Groups[1].Value[0] - FirstIndex].Sources);

    public static string Without(string text) => Masks().Replace(text, "");

    /// <summary>Names end at a mask: what stands before it does not run on behind it.</summary>
    public static string Split(string text) => Masks().Replace(text, " , ");

    private static bool InsideWord(string text, int at, int length)
    {
        return (at > 0 && Joined(text[at - 1], text[at])) || (at + length < text.Length && Joined(text[at + length - 1], text[at + length]));

        static bool Joined(char left, char right) => char.IsLetterOrDigit(left) && char.IsLetterOrDigit(right)
            && !Languages.IsHan(new Rune(left)) && !Languages.IsHan(new Rune(right));
    }

    [GeneratedRegex("\uE000(.)\uE001([”\"'’」』》»]?)")]
    private static partial Regex Masks();

    [GeneratedRegex(@"\[(S\d{1,4})\]", RegexOptions.IgnoreCase)]
    private static partial Regex Cites();
}
