using System.Text;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Rank;

public sealed class ItemFilterTests
{
    [Fact]
    public void Reading_what_was_written_gives_the_same_filter() =>
        FilterSamples.Nodes.Sample(node => Assert.Equal(node, ItemFilter.Parse(node.ToString()).Root), iter: 2000);

    [Theory]
    [InlineData("category in [\"news\", \"sport\"] and price < 20 and not tag:x", "category in [\"news\", \"sport\"] and price < 20 and not tag = \"x\"")]
    [InlineData("tags has 'a' or tags:sci-fi/2.0", "tag = \"a\" or tag = \"sci-fi/2.0\"")]
    [InlineData("NOT (price != -1.5e3 AND Has PRICE)", "not (not price = -1500 and has price)")]
    [InlineData("a_or_b", null)]
    [InlineData("publishedAt > now - 14d and expiresAt <= \"2026-12-01\"", "publishedAt > now - 2w and expiresAt <= \"2026-12-01T00:00:00.000Z\"")]
    [InlineData("attention <= 300 and age < 1.5h", "attention <= 5m and age < 90m")]
    [InlineData("context.device = \"mobile\" or has context.\"a b\"", "context.device = \"mobile\" or has context.\"a b\"")]
    [InlineData("title contains '\\u0041\\n' and id not in ['a','b']", "title contains \"A\\u000a\" and not id in [\"a\", \"b\"]")]
    [InlineData("tag:a or tag:b and tag:c", "tag = \"a\" or tag = \"b\" and tag = \"c\"")]
    [InlineData("(tag:a or tag:b) and tag:c", "(tag = \"a\" or tag = \"b\") and tag = \"c\"")]
    public void Filters_read_as_their_canonical_form_says(string text, string? canonical) =>
        Assert.Equal(canonical, ItemFilter.TryParse(text, out ItemFilter? filter, out _) ? filter.ToString() : null);

    [Theory]
    [InlineData("", "1:1 Expected a condition such as category = \"news\", got the end.")]
    [InlineData("prise < 20", "1:1 There is no field 'prise': did you mean price?")]
    [InlineData("price <\n  \"20\"", "2:3 Expected a number, got the string \"20\".")]
    [InlineData("published_at > now", "1:1 There is no field 'published_at': did you mean publishedAt?")]
    [InlineData("price < 20 tag:x", "1:12 Expected 'and', 'or' or the end, got 'tag'.")]
    [InlineData("creator < \"x\"", "1:9 creator has no order: use =, !=, in or contains.")]
    [InlineData("price == 20", "1:7 '==' is not part of this language, write =.")]
    [InlineData("price = 20 && has id", "1:12 '&&' is not part of this language, write and.")]
    [InlineData("publishedAt > now - 7y", "1:22 'y' is no unit of time: write s, m, h, d or w behind the number.")]
    [InlineData("publishedAt > now - 7", "1:21 Expected a length of time after now, such as 7d (units s, m, h, d or w), got '7'.")]
    [InlineData("publishedAt > \"2026-13-01\"", "1:15 Expected a day (\"2026-11-24\") or a moment with its offset (\"2026-11-24T09:30:00Z\"), got the string \"2026-13-01\".")]
    [InlineData("publishedAt > \"2026-11-24T09:30:00\"", "1:15 Expected a day (\"2026-11-24\") or a moment with its offset (\"2026-11-24T09:30:00Z\"), got the string \"2026-11-24T09:30:00\".")]
    [InlineData("category in [\"a\"", "1:17 Expected ',' or ']', got the end.")]
    [InlineData("category in []", "1:14 Expected text in quotes to compare category with, got ']'.")]
    [InlineData("tag = x", "1:7 Expected text in quotes to compare tag with, got 'x'.")]
    [InlineData("tag = \"x", "1:7 This string does not end: a \" is missing.")]
    [InlineData("(has id", "1:8 Expected 'and', 'or' or the ')' for the '(' at offset 0, got the end.")]
    [InlineData("tag contains \"x\"", "1:5 'contains' searches in texts; tag is none. Write tag has \"…\".")]
    [InlineData("price < 1e999", "1:9 '1e999' is too large.")]
    [InlineData("age < 999999d", "1:7 '999999d' is more than the 36525 days that are possible.")]
    [InlineData("context = 1", "1:9 Expected a key of the context: context.device, got '='.")]
    public void Errors_say_where_and_what_was_expected(string text, string problem)
    {
        Assert.False(ItemFilter.TryParse(text, out _, out string? said));
        Assert.Equal(problem, said);
    }

    [Fact]
    public void Limits_are_kept()
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat("not ", depth)) + "has price";
        string List(int length) => $"tag in [{string.Join(", ", Enumerable.Repeat("\"x\"", length))}]";
        Assert.True(ItemFilter.TryParse(Nested(FilterParser.MaxDepth), out _, out _));
        Assert.False(ItemFilter.TryParse(Nested(FilterParser.MaxDepth + 1), out _, out _));
        Assert.True(ItemFilter.TryParse(List(FilterParser.MaxListLength), out _, out _));
        Assert.False(ItemFilter.TryParse(List(FilterParser.MaxListLength + 1), out _, out _));
        Assert.True(ItemFilter.TryParse("has price".PadRight(ItemFilter.MaxLength), out _, out _));
        Assert.False(ItemFilter.TryParse("has price".PadRight(ItemFilter.MaxLength + 1), out _, out _));
        Assert.True(ItemFilter.TryParse(string.Join(" or ", Enumerable.Repeat("tag:a", 440)), out _, out _));
    }

    [Fact]
    public void Whatever_is_read_the_answer_is_a_filter_or_its_own_error()
    {
        Gen<string> bytes = Gen.Byte.Array[0, 60].Select(Encoding.Latin1.GetString);
        Gen<string> words = Gen.OneOf(
                "and", "or", "not", "has", "in", "contains", "now", "context", ".", "price", "tag", "category", "title", "publishedAt", "age", "language",
                "=", "!=", "<", "<=", ":", "(", ")", "[", "]", ",", "-", "+", "20", "7d", "1e5", "\"x\"", "'y'", "\"2026-11-24\"", "\\", "\"", "\ud800", "7x")
            .List[0, 12].Select(parts => string.Join(' ', parts));
        Gen.OneOf(bytes, words).Sample(text => Assert.True(ItemFilter.TryParse(text, out ItemFilter? filter, out string? problem)
            ? ItemFilter.Parse(filter.ToString()).Root == filter.Root
            : problem.Length > 0), iter: 20_000);
    }
}
