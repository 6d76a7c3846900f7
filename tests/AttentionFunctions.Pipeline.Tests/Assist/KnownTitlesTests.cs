using AttentionFunctions.Catalogue;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Assist;

public sealed class KnownTitlesTests
{
    [Theory]
    [InlineData("Sharpening kitchen knives", "You may like sharpening, kitchen Knives today.", true)]
    [InlineData("Sharpening kitchen knives", "You may like sharpening knives today.", false)]
    [InlineData("Sharpening kitchen knives", "Sharpening kitchen knivesmith", false)]
    [InlineData("Sleep", "You may like sleep.", false)]
    [InlineData("手工拉面的做法", "可以看看手工拉面的做法。", true)]
    [InlineData("手工拉", "可以看看手工拉面的做法。", false)]
    [InlineData("one two three four five six seven eight nine", "one two three four five six seven eight nine", false)]
    [InlineData("", "anything", false)]
    [InlineData("???", "???", false)]
    public void A_title_is_noticed_by_its_words(string title, string sentence, bool isKnown) =>
        Assert.Equal(isKnown, KnownTitles.None.Of(Catalogue(ItemCatalogue.Empty, 0, ("a", title))).AnyIn(sentence));

    [Fact]
    public void A_title_is_known_as_long_as_one_item_has_it()
    {
        ItemCatalogue two = Catalogue(ItemCatalogue.Empty, 0, ("a", "Kitchen knives"), ("b", "Kitchen knives")), one = Catalogue(two, 1, ("a", "Garden knives")), none = Catalogue(one, 2, ("b", null));
        KnownTitles titles = KnownTitles.None.Of(two);
        Assert.Same(titles, titles.Of(two));
        Assert.True((titles = titles.Of(one)).AnyIn("kitchen knives"));
        Assert.False((titles = titles.Of(none)).AnyIn("kitchen knives"));
        Assert.True(titles.AnyIn("garden knives"));
    }

    [Fact]
    public void Whatever_changes_step_by_step_is_as_if_read_anew()
    {
        Gen<(string, string?)> change = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 30], (item, title) => ($"i{item}", title > 25 ? null : $"common {Word(title % 7)} {Word(title % 3)}"));
        change.Array[1, 4].Array[1, 12].Sample(steps =>
        {
            (ItemCatalogue items, KnownTitles titles, int minute) = (ItemCatalogue.Empty, KnownTitles.None, 0);
            foreach ((string, string?)[] step in steps) titles = titles.Of(items = Catalogue(items, minute++, step));

            KnownTitles fresh = KnownTitles.None.Of(items);
            for (int a = 0; a < 7; a++)
                for (int b = 0; b < 3; b++)
                    Assert.Equal(fresh.AnyIn($"common {Word(a)} {Word(b)}"), titles.AnyIn($"common {Word(a)} {Word(b)}"));
        });

        static string Word(int number) => new((char)('a' + number), 3);
    }

    /// <summary>A title of null removes the item.</summary>
    private static ItemCatalogue Catalogue(ItemCatalogue before, int minute, params (string Id, string? Title)[] items) => before.With(items.Select((item, i) => new CatalogueItem(
        item.Id, new Events.ItemFields { Title = item.Title }, AssistantFixture.Now.AddMinutes(minute), $"e{i}", Removed: item.Title is null, default, "")));
}
