using CsCheck;
using Xunit;

namespace AttentionFunctions.Rank;

public sealed class MatchingTests
{
    private static readonly Dictionary<string, string>[] Contexts =
        [[], new() { ["device"] = "news", ["a key"] = "" }, new() { ["device"] = "x" }];

    [Fact]
    public void A_compiled_filter_selects_what_the_plain_reading_selects() =>
        Gen.Select(FilterSamples.Nodes, FilterSamples.Items.Array[0, 140], Gen.OneOf(Contexts)).Sample((node, items, context) =>
        {
            ItemIndex index = FilterSamples.Index(items);
            var matching = new Matching(index, context, FilterSamples.Now);
            using var set = new PositionSet(items.Length);
            matching.Write(node, set.Words);
            int[] expected = [.. Enumerable.Range(0, items.Length)
                .Where(position => NaiveFilter.IsTrue(node, $"i{position}", items[position], context, FilterSamples.Now))];
            Assert.Equal(expected, Enumerable.Range(0, items.Length).Where(set.Contains));
            Assert.Equal(expected.Length, set.Count);

            // Once more, from what was kept.
            set.AddAll();
            matching.Write(node, set.Words);
            Assert.Equal(expected.Length, set.Count);
        }, iter: 3000);

    [Theory]
    [InlineData("price < 20", "cheap")]
    [InlineData("not price < 20", "dear bare")]
    [InlineData("price >= 20", "dear")]
    [InlineData("price != 30", "cheap bare")]
    [InlineData("category != \"news\"", "dear bare")]
    [InlineData("not tag:x", "cheap dear bare")]
    [InlineData("has price and not has category", "")]
    [InlineData("language = \"zh\"", "cheap")]
    [InlineData("language = \"ZH-hans\"", "cheap")]
    [InlineData("language = \"zh-Hant\"", "")]
    [InlineData("language = \"z\"", "")]
    [InlineData("publishedAt > now - 7d", "cheap")]
    [InlineData("age < 7d", "cheap")]
    [InlineData("age = 14d", "dear")]
    [InlineData("attention <= 5m", "cheap")]
    [InlineData("title contains \"BREAD\"", "cheap")]
    [InlineData("context.device = \"mobile\"", "cheap dear bare")]
    [InlineData("context.device in [\"tv\"] or has context.time", "")]
    public void A_missing_value_makes_a_comparison_false_and_not_turns_it_round(string text, string expected)
    {
        string[] names = ["cheap", "dear", "bare"];
        ItemIndex index = FilterSamples.Index(
            FilterSamples.Item(new Events.ItemFields
            {
                Title = "Sourdough bread",
                Price = 10,
                Categories = ["news", "food"],
                Language = "zh-Hans",
                PublishedAt = FilterSamples.Now.AddDays(-1),
                AttentionSeconds = 300,
            }),
            FilterSamples.Item(new Events.ItemFields { Price = 30, Categories = ["sport"], Language = "en", PublishedAt = FilterSamples.Now.AddDays(-14), AttentionSeconds = 301 }),
            null);
        using var set = new PositionSet(3);
        new Matching(index, new Dictionary<string, string> { ["device"] = "mobile" }, FilterSamples.Now).Write(ItemFilter.Parse(text).Root, set.Words);
        Assert.Equal(expected, string.Join(' ', names.Where((_, position) => set.Contains(position))));
    }

    [Fact]
    public void Kept_results_stay_bounded()
    {
        ItemIndex index = FilterSamples.Index(new Catalogue.CatalogueItem?[100_000]);
        int computed = 0;
        for (int round = 0; round < 2; round++)
            for (int i = 0; i < 3000; i++)
                index.Kept.Of(ItemFilter.Parse($"price = {i}").Root, 0, (_, _, _) => computed++);
        Assert.True(computed > 3000, "3,000 results of 12 KiB cannot all be kept in 16 MiB.");

        index.Kept.Of(ItemFilter.Parse("price = 2999").Root, 0, (_, _, _) => computed = -1);
        Assert.True(computed > 0, "What was asked for last is kept.");
    }
}
