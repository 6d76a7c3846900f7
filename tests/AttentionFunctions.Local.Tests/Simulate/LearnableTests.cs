using AttentionFunctions.Events;
using Xunit;

namespace AttentionFunctions.Local.Simulate;

/// <summary>What a recommender is to find in the data is really there.</summary>
public sealed class LearnableTests
{
    private static readonly Population Default =
        Population.Generate(new SimulationOptions { End = new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero) });

    private static readonly Dictionary<string, SimulatedItem> Items = Default.Items.ToDictionary(item => item.Id);

    private static readonly Dictionary<string, SimulatedUser> Users = Default.Users.ToDictionary(user => user.Id);

    private static readonly AttentionEvent[] Views = [.. Default.Events.Where(@event => @event.Type == EventType.View)];

    /// <summary>Per person the items viewed, in order of time.</summary>
    private static readonly string[][] Sequences =
        [.. Views.GroupBy(view => view.UserId).Select(views => views.Select(view => view.ItemId!).ToArray()).Where(items => items.Length > 3)];

    /// <summary>Two topics of twelve would get a sixth of the views by chance.</summary>
    [Fact]
    public void People_look_at_what_they_like_at_the_time()
    {
        int half = Views.Length / 2;
        Assert.InRange(Share(Views[..(half / 2)], user => user.DominantTopicsAtStart), 0.6, 0.95);
        Assert.InRange(Share(Views[^(half / 2)..], user => user.DominantTopicsNow), 0.5, 0.95);
        Assert.True(Share(Views[..(half / 2)], user => user.DominantTopicsAtStart) > 0.05 + Share(Views[^(half / 2)..], user => user.DominantTopicsAtStart));
    }

    private static double Share(AttentionEvent[] views, Func<SimulatedUser, IReadOnlyList<string>> topics) =>
        views.Average(view => topics(Users[view.UserId!]).Contains(Topics.All[Items[view.ItemId!].Topic].Name) ? 1.0 : 0);

    [Theory]
    [InlineData("early bird", 4, 9)]
    [InlineData("night owl", 20, 25)]
    public void People_come_at_their_hours(string rhythm, int from, int to)
    {
        Assert.InRange(HourShare(rhythm), 0.5, 1);
        Assert.All(Rhythm.All.Where(other => other.Name != rhythm), other => Assert.InRange(HourShare(other.Name), 0, 0.5));

        double HourShare(string name) => Views.Where(view => Users[view.UserId!].Rhythm.Name == name)
            .Average(view => Enumerable.Range(from, to - from + 1).Any(hour => hour % 24 == view.Time.Hour) ? 1.0 : 0);
    }

    [Fact]
    public void What_is_liked_holds_attention_longer()
    {
        (_, double liked, double other) = Liking(Default);
        Assert.True(liked > 1.3 * other, $"{liked} against {other}");
    }

    /// <summary>Where half of the choices follow a promising title, only dwell tells taste from accident.</summary>
    [Fact]
    public void What_strays_from_the_taste_is_left_soon()
    {
        Population straying = Population.Generate(new SimulationOptions { StrayShare = 0.5, End = new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero) });
        (double share, double liked, double other) = Liking(straying);

        Assert.InRange(share, 0.25, 0.5);
        Assert.True(liked > 1.5 * other, $"{liked} against {other}");
    }

    /// <summary>Share of the views that are of a topic liked now, and what part of their usual time items of liked and of other topics held.</summary>
    private static (double Share, double Liked, double Other) Liking(Population population)
    {
        var items = population.Items.ToDictionary(item => item.Id);
        var users = population.Users.ToDictionary(user => user.Id);
        (bool IsLiked, double Held)[] views = [.. population.Events.Where(@event => @event.Type == EventType.View).Select(view => (
            users[view.UserId!].DominantTopicsNow.Contains(Topics.All[items[view.ItemId!].Topic].Name),
            view.DwellSeconds!.Value / items[view.ItemId!].AttentionSeconds))];
        return (
            views.Average(view => view.IsLiked ? 1.0 : 0),
            views.Where(view => view.IsLiked).Average(view => view.Held),
            views.Where(view => !view.IsLiked).Average(view => view.Held));
    }

    [Fact]
    public void Few_items_get_much_of_the_attention_and_most_get_some()
    {
        int[] counts = [.. Views.CountBy(view => view.ItemId!).Select(item => item.Value).OrderDescending()];
        Assert.InRange(counts.Take(50).Sum() / (double)Views.Length, 0.2, 0.6);
        Assert.InRange(counts.Length, 400, 480);
    }

    [Fact]
    public void Items_are_seldom_chosen_again() =>
        Assert.InRange(Sequences.Sum(items => items.Distinct().Count()) / (double)Sequences.Sum(items => items.Length), 0.9, 0.99);

    /// <summary>Leave one out: the last view of each person, ranked among the items they have not seen.</summary>
    [Fact]
    public void What_came_before_tells_far_more_than_popularity()
    {
        Dictionary<string, int> popularity = Sequences.SelectMany(items => items[..^1]).CountBy(item => item).ToDictionary();
        Dictionary<(string, string), int> pairs =
            Sequences.SelectMany(items => items[..^2].Zip(items[1..^1])).CountBy(pair => pair).ToDictionary();
        double popular = Ndcg((_, item) => popularity.GetValueOrDefault(item));
        double sequential = Ndcg((items, item) =>
        {
            double liked = items.Count(earlier => Items[earlier].Topic == Items[item].Topic) / (double)items.Length;
            return pairs.GetValueOrDefault((items[^1], item)) + liked + (popularity.GetValueOrDefault(item) * 1e-3);
        });
        Assert.True(sequential > 3 * popular && sequential > 0.15, $"NDCG@10: popularity {popular:0.000}, sequential {sequential:0.000}");
    }

    private static double Ndcg(Func<string[], string, double> score) => Sequences.Average(items =>
    {
        string target = items[^1];
        string[] earlier = items[..^1];
        double ofTarget = score(earlier, target);
        int above = Items.Keys.Except(earlier).Count(item => item != target && score(earlier, item) >= ofTarget);
        return above < 10 ? 1 / Math.Log2(above + 2) : 0;
    });
}
