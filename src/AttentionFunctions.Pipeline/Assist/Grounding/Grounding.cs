using System.Text.RegularExpressions;

namespace AttentionFunctions.Assist;

/// <param name="Text">What is left; every claim in it has a source, named in square brackets.</param>
/// <param name="Kept">Sentences.</param>
/// <param name="Removed">Sentences that claim something that no source bears out.</param>
internal sealed record GroundedText(string Text, int Kept, int Removed)
{
    /// <summary>With much of it gone, or everything that had a source, what is left says something else than what was meant.</summary>
    public bool IsUsable => Kept > 0 && (Removed == 0 || (Removed < Kept && Text.Contains("[S", StringComparison.Ordinal)));
}

/// <summary>
/// Checks what a model wrote, sentence by sentence, against what tools returned in this turn. A sentence bases itself on the sources that it
/// cites and on those whose titles it names. Each of its numbers (in digits or in words, with its unit), days of the week, quotations, names
/// and item titles must be in these; else the sentence goes, as does one with a link or a source that there is not, and one that says that
/// something was done without naming what.
/// </summary>
internal static partial class Grounding
{
    /// <summary>Characters of a text that are looked at.</summary>
    private const int MaxText = 6000;

    public static GroundedText Check(string text, SourceLedger ledger, KnownTitles titles)
    {
        var masks = new TitleMasks(ledger.All);
        string masked = masks.Mask(Tidy(text.Length > MaxText ? text[..MaxText] : text));
        int kept = 0, removed = 0;
        var lines = new List<string>();
        foreach (string line in masked.Split('\n'))
        {
            var sentences = new List<string>();
            foreach (string sentence in Sentences().Split(line).Where(sentence => sentence.Trim().Length > 0))
            {
                if (Unfounded(sentence, ledger, masks, titles))
                {
                    removed++;
                    continue;
                }

                kept++;
                sentences.Add(masks.Unmask(sentence));
            }

            if (sentences.Count > 0) lines.Add(string.Concat(sentences).Trim());
        }

        return new GroundedText(string.Join('\n', lines), kept, removed);
    }

    private static bool Unfounded(string sentence, SourceLedger ledger, TitleMasks masks, KnownTitles titles)
    {
        var basis = new HashSet<Source>();
        foreach (Match cite in Cites().Matches(sentence))
        {
            if (ledger.Find(cite.Groups[1].Value) is not { } source) return true;
            basis.Add(source);
        }

        basis.UnionWith(masks.NamedIn(sentence));
        string plain = Cites().Replace(ListNumber().Replace(sentence, ""), " ");
        return Links().IsMatch(plain)
            || plain.Contains('[', StringComparison.Ordinal)
            || Quotations.In(plain).Any(quoted => TitleMasks.Without(quoted).Any(char.IsLetterOrDigit))
            || (Deeds().IsMatch(plain) && !basis.Any(source => source.Kind is "feedback" or "reminder" or "plan" or "task"))
            || Names().IsMatch(TitleMasks.Split(plain))
            || titles.AnyIn(TitleMasks.Split(plain))
            || !FigureClaims.AllIn(plain, basis.Select(source => source.Figure).OfType<string>());
    }

    /// <summary>Markdown's marks of emphasis and what cannot be seen go; a source behind a full stop moves before it.</summary>
    private static string Tidy(string text)
    {
        string visible = string.Concat(text.ReplaceLineEndings("\n").Where(character => character == '\n'
            || !(char.IsControl(character) || char.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.PrivateUse)));
        return CitesBehind().Replace(Emphasis().Replace(visible, ""), "$2$1");
    }

    [GeneratedRegex(@"(?<=[.!?…])(?<!^\s*(?:[-*•]\s*)?\d{1,2}\.)(?=\s)|(?<=[。\uFF01\uFF1F…\uFF1B])")]
    private static partial Regex Sentences();

    [GeneratedRegex(@"\[(S\d{1,4})\]", RegexOptions.IgnoreCase)]
    private static partial Regex Cites();

    [GeneratedRegex(@"([.!?。\uFF01\uFF1F])\s*((?:\[S\d{1,4}\][,\s]*)+)", RegexOptions.IgnoreCase)]
    private static partial Regex CitesBehind();

    [GeneratedRegex(@"\*\*|__|^\s*#+\s+|`", RegexOptions.Multiline)]
    private static partial Regex Emphasis();

    // To twenty, which no list exceeds: behind it a line could begin with a figure.
    [GeneratedRegex(@"^\s*(?:[-*•]\s*)?(?:(?:1?\d|20)[.)、\uFF0E]\s*)?")]
    private static partial Regex ListNumber();

    [GeneratedRegex(
        @"https?:|www\.|\]\(|!\[|\b[\w.+-]+@[\w-]+\.\w|\b[\w-]+\.(?:com|net|org|io|cn|dev|app|info|xyz)\b|data:|" +
        @"javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex Links();

    [GeneratedRegex(
        @"^\W*(?:done|noted|saved|recorded)\b|" +
        @"\b(?:I|I've|I have|it|that|this|they|we|has been|have been|was|is|are|were)(?:'ve| have| has| now| just|" +
        @" already| been)* (?:liked|disliked|noted|recorded|saved|stored|set|scheduled|booked|sent|shared|deleted|" +
        @"removed|hidden|hid|dismissed|added|updated|changed|reminded|subscribed|ordered|bought|paid)\b|" +
        @"\bI(?:'ll| will) (?:remind|send|share|delete|remove|hide|add|book|order|buy|pay|like|stop)\b|" +
        @"已经?(?:帮你|为你|给你|替你)?(?:点赞|喜欢|记录|记下|设置|设定|提醒|删除|隐藏|添加|安排|保存|发送|分享|购买|付款|更新)|(?:点赞|记录|记下|设置|删除|隐藏|添加|保存|发送|购买|付款)(?:好|完)?了|" +
        @"我会(?:提醒|发送|删除|隐藏|购买)", RegexOptions.IgnoreCase)]
    private static partial Regex Deeds();

    // Two words with capitals behind one another, behind the first word of a sentence: in English a name or a title.
    [GeneratedRegex(@"(?<=[\p{L}\p{N},;:]\s+|[一-鿿])\p{Lu}[\p{L}\p{N}'’]+(?:\s+(?:of|the|and|in|on|for|to|a|an)\s+|\s+)\p{Lu}[\p{L}\p{N}'’]+")]
    private static partial Regex Names();
}
