using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace AttentionFunctions.Catalogue;

/// <summary>
/// What a text is written in, as far as that can be told without a model: by its script, and in Latin letters by the little words of the
/// languages most written in them. Enough to notice a translation, which is no paraphrase.
/// </summary>
internal static partial class TextLanguage
{
    /// <summary>One little word may be a name or a quotation.</summary>
    private const int LeastWords = 2;

    private static readonly (string Script, int From, int To)[] Scripts =
    [
        ("latin", 'A', 'Z'), ("latin", 'a', 'z'), ("latin", 0xC0, 0x24F), ("latin", 0x1E00, 0x1EFF), ("greek", 0x370, 0x3FF), ("cyrillic", 0x400, 0x52F),
        ("hebrew", 0x590, 0x5FF), ("arabic", 0x600, 0x77F), ("devanagari", 0x900, 0x97F), ("thai", 0xE00, 0xE7F), ("kana", 0x3040, 0x30FF),
        ("han", 0x3400, 0x9FFF), ("hangul", 0xAC00, 0xD7AF),
    ];

    private static readonly (string Language, FrozenSet<string> Words)[] LittleWords =
    [
        ("en", Set("the of and to with for your is from how what that this are without")),
        ("de", Set("der die das und mit für ist von ein eine nicht den wie zu auf im")),
        ("fr", Set("le la les des et avec pour est une dans du que sur sans vous")),
        ("es", Set("el los las y con para es una del que por como en sin su")),
        ("it", Set("il gli di e con per è una della che come nel senza alla sono")),
        ("pt", Set("os as e com para é uma do da que como não em dos sem")),
        ("nl", Set("de het een en met voor van is niet op hoe te zonder aan zijn")),
    ];

    /// <returns>A script, <c>latin</c> being replaced by a language where one stands out; null for a text without letters, or Latin ones that tell nothing.</returns>
    public static string? Of(string text)
    {
        var letters = new Dictionary<string, int>();
        foreach (Rune rune in text.EnumerateRunes())
            if (ScriptOf(rune.Value) is { } script) letters[script] = letters.GetValueOrDefault(script) + 1;
        if (letters.Count == 0) return null;

        // Japanese has more Han than kana in a title, and Chinese no kana at all.
        string most = letters.MaxBy(script => script.Value).Key;
        return most == "han" && 5 * letters.GetValueOrDefault("kana") >= letters["han"] ? "kana"
            : most == "latin" ? LanguageOf(text)
            : most;
    }

    private static string? LanguageOf(string text)
    {
        string[] words = [.. Words().Matches(text.ToLowerInvariant()).Select(word => word.Value)];
        (string Language, int Count)[] found =
            [.. LittleWords.Select(language => (language.Language, words.Count(language.Words.Contains))).OrderByDescending(language => language.Item2)];
        return found[0].Count >= LeastWords && found[0].Count > found[1].Count ? found[0].Language : null;
    }

    private static string? ScriptOf(int letter)
    {
        foreach ((string script, int from, int to) in Scripts)
            if (letter >= from && letter <= to) return script;
        return null;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Words();
}
