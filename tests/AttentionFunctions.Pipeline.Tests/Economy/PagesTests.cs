using AttentionFunctions.Events;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Economy;

public sealed class PagesTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 18, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Exposure_falls_with_the_rank_as_published()
    {
        Assert.Equal([1, 0.6309, 0.5, 0.4307, 0.3869, 0.3562], ExposureModel.Logarithmic.Of(6).Select(value => Math.Round(value, 4)));
        Assert.Equal([0.5, 0.25, 0.125], ExposureModel.Geometric.Of(3));
        Assert.Equal(1, ExposureModel.Geometric.Of(60).Sum(), 12);
    }

    [Fact]
    public void The_position_the_application_sends_counts()
    {
        Showing[] page = Assert.Single(Pages.Of([Shown("a", position: 3), Shown("b", position: 1)]));
        double[] exposures = Pages.Exposures(page, ExposureModel.Logarithmic);
        Assert.Equal(1 / Math.Log2(4), exposures[Array.FindIndex(page, showing => showing.Item == "a")], 12);
        Assert.Equal(1, exposures[Array.FindIndex(page, showing => showing.Item == "b")], 12);
    }

    [Fact]
    public void Without_positions_time_is_the_order_and_the_same_moment_is_shared()
    {
        Showing[] page = Assert.Single(Pages.Of([Shown("c", seconds: 1), Shown("a"), Shown("b")]));
        double[] exposures = Pages.Exposures(page, ExposureModel.Logarithmic);
        Assert.Equal(["a", "b", "c"], page.Select(showing => showing.Item));
        Assert.Equal([(1 + (1 / Math.Log2(3))) / 2, (1 + (1 / Math.Log2(3))) / 2, 0.5], exposures.Select(value => Math.Round(value, 15)), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void A_slate_is_one_page_however_slowly_it_is_scrolled_and_a_session_is_several()
    {
        Assert.Single(Pages.Of([Shown("a", slate: "r"), Shown("b", seconds: 300, slate: "r")]));
        Assert.Equal(2, Pages.Of([Shown("a"), Shown("b", seconds: 300)]).Count());
        Assert.Equal(2, Pages.Of([Shown("a"), Shown("b", user: "v")]).Count());
    }

    [Fact]
    public void An_item_counts_once_a_page() => Assert.Equal(
        ["a", "b"], Assert.Single(Pages.Of([Shown("a", slate: "r"), Shown("b", slate: "r", seconds: 1), Shown("a", slate: "r", seconds: 2)])).Select(showing => showing.Item));

    [Fact]
    public void A_reaction_to_a_slate_proves_that_the_item_was_shown()
    {
        AttentionEvent click = new() { Id = "e", Type = EventType.Click, Time = Start, UserId = "u", ItemId = "i", RecommendationId = "r" };
        Assert.NotNull(Showing.Of(click));
        Assert.Null(Showing.Of(click with { RecommendationId = null }));
        Assert.NotNull(Showing.Of(click with { Type = EventType.Impression, RecommendationId = null }));
        Assert.Null(Showing.Of(click with { Context = new Dictionary<string, string> { ["position"] = "-4" } })!.Value.Position);
        Assert.Equal(7, Showing.Of(click with { Context = new Dictionary<string, string> { ["position"] = "7" } })!.Value.Position);
    }

    [Fact]
    public void Exposure_is_conserved() => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5], Gen.Int[0, 8]).Array[1, 40].Sample(draws =>
    {
        Showing[] showings = [.. draws.Select((draw, i) => Shown($"i{draw.Item3}", user: $"u{draw.Item1}", seconds: draw.Item2, slate: i % 2 == 0 ? "r" : null))];
        foreach (ExposureModel model in Enum.GetValues<ExposureModel>())
            foreach (Showing[] page in Pages.Of(showings))
                Assert.Equal(model.Of(page.Length).Sum(), Pages.Exposures(page, model).Sum(), 9);

        // Every showing is on a page, but for repetitions.
        Assert.Equal(
            showings.Select(showing => (showing.User, showing.Item)).Distinct().Order(),
            Pages.Of(showings).SelectMany(page => page).Select(showing => (showing.User, showing.Item)).Distinct().Order());
    });

    private static Showing Shown(string item, string user = "u", double seconds = 0, string? slate = null, int? position = null) =>
        new(user, item, slate ?? "session", slate is not null, Start.AddSeconds(seconds), position);
}
