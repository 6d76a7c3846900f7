using System.Text.RegularExpressions;

namespace AttentionFunctions.Assist;

/// <param name="Text">What is left; every claim in it has a source, named in square brackets.</param>
/// <param name="Kept">Sentences.</param>
/// <param name="Removed">Sentences that claim something that no source bears out.</param>
internal sealed record GroundedText(string Text, int Kept, int Removed)
{
    /// <summary>With most of it gone, what is left says something else than what was meant.</summary>
    public bool IsUsable => Kept > 0 && Removed <= Kept;
}

/// <summary>
/// Checks what a model wrote, sentence by sentence, against what tools returned in this turn. A sentence bases itself on the sources that it
/// cites and on those whose titles it names. Each of its numbers (in digits or in words, with its unit), days of the week, quotations, names
/// and item titles must be in these; else the sentence goes, as does one with a link or a source that there is not.
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

    [GeneratedRegex(@"(?<=[.!?…])(?=\s)|(?<=[。!?…;])")]
    private static partial Regex Sentences();

    [GeneratedRegex(@"\[(S\d{1,4})\]", RegexOptions.IgnoreCase)]
    private static partial Regex Cites();

    [GeneratedRegex(@"([.!?。!?])\s*((?:\[S\d{1,4}\][,\s]*)+)", RegexOptions.IgnoreCase)]
    private static partial Regex CitesBehind();

    [GeneratedRegex(@"\*\*|__|^\s*#+\s+|`", RegexOptions.Multiline)]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"^\s*(?:[-*•]\s*)?(?:\d{1,2}[.)、]\s*)?")]
    private static partial Regex ListNumber();

    [GeneratedRegex(@"https?:|www\.|\]\(|!\[|\b[\w.+-]+@[\w-]+\.\w|\b[\w-]+\.(?:com|net|org|io|cn|dev|app|info|xyz)\b|data:|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex Links();

    // Two words with capitals behind one another, behind the first word of a sentence: in English a name or a title.
    [GeneratedRegex(@"(?<=[\p{L}\p{N},;:]\s+|[一-鿿])\p{Lu}[\p{L}\p{N}'’]+(?:\s+(?:of|the|and|in|on|for|to|a|an)\s+|\s+)\p{Lu}[\p{L}\p{N}'’]+")]
    private static partial Regex Names();
}
