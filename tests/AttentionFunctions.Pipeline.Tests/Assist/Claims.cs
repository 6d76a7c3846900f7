using System.Text.RegularExpressions;
using Xunit;

namespace AttentionFunctions.Assist;

/// <summary>
/// What an answer claims, checked by other means than the assistant's own: take away everything that its sources say, letter by letter, and
/// nothing that looks like a figure, a day, a quotation or an item may be left.
/// </summary>
internal static partial class Claims
{
    public static void AllHaveSources(AssistantAnswer answer, IEnumerable<string> otherTitles)
    {
        foreach (Match cite in Cite().Matches(answer.Text)) Assert.Contains(answer.Sources, source => source.Id == cite.Groups[1].Value);
        Assert.All(answer.Sources, source => Assert.Contains($"[{source.Id}]", answer.Text));
        Assert.All(answer.Sources.Where(source => source.ItemId is not null && World.Items.ContainsKey(source.ItemId)),
            source => Assert.Equal(World.Items[source.ItemId!].Title, source.Title));

        string left = Numbering().Replace(answer.Text, "");
        foreach (string title in answer.Sources.Select(source => source.Title).OfType<string>().OrderByDescending(title => title.Length))
            left = left.Replace(title, "", StringComparison.OrdinalIgnoreCase);
        foreach (string figure in answer.Sources.Select(source => source.Figure).OfType<string>().SelectMany(figure => figure.Split(" · ").Append(figure)).OrderByDescending(figure => figure.Length))
            left = left.Replace(figure, "", StringComparison.Ordinal).Replace(figure.Replace(" %", "%", StringComparison.Ordinal), "", StringComparison.Ordinal);
        left = Cite().Replace(left, "").Replace("\"\"", "", StringComparison.Ordinal);
        Assert.False(Figure().IsMatch(left), $"A figure without a source in: {answer.Text}");
        Assert.False(Quotation().IsMatch(left), $"A quotation without a source in: {answer.Text}");
        Assert.DoesNotContain("http", left, StringComparison.OrdinalIgnoreCase);
        foreach (string title in World.Items.Values.Select(item => item.Title).Concat(otherTitles))
            Assert.DoesNotContain(title, left, StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"\[(S\d+)\]")]
    private static partial Regex Cite();

    [GeneratedRegex(@"^\d+\. ", RegexOptions.Multiline)]
    private static partial Regex Numbering();

    [GeneratedRegex(@"\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|周[一二三四五六日]|percent|[二三四五六七八九十]+(?:个|分|成|倍|点)", RegexOptions.IgnoreCase)]
    private static partial Regex Figure();

    [GeneratedRegex(@"[“""《「][^”""》」]*[\p{L}\p{N}][^”""》」]*[”""》」]")]
    private static partial Regex Quotation();
}
