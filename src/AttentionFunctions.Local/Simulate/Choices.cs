namespace AttentionFunctions.Local.Simulate;

/// <summary>What one person chooses next: the next part of a series, an old favourite, or something new to their taste.</summary>
/// <param name="strayShare">Share of choices that are of any topic.</param>
internal sealed class Choices(Shelf shelf, double strayShare, Random random)
{
    private const double FollowSeries = 0.7;

    private const double Return = 0.04;

    /// <summary>How often the mind stays with the topic of the last choice.</summary>
    private const double SameTopic = 0.4;

    private readonly HashSet<int> seen = [];
    private readonly List<int> history = [];

    /// <summary>Null where nothing suitable is left.</summary>
    public int? Next(Taste taste, DateTimeOffset now)
    {
        if (strayShare > 0 && random.Chance(strayShare) && shelf.Draw(random.Next(Topics.All.Count), now, seen, random) is { } stray)
        {
            return Remember(stray);
        }

        int? last = history.Count > 0 ? history[^1] : null;
        if (last is { } item && shelf[item].NextPart is { } part && !seen.Contains(part) && random.Chance(FollowSeries))
        {
            return Remember(part);
        }

        if (history.Count > 5 && random.Chance(Return))
        {
            return Remember(random.OneOf(history));
        }

        // The same topic only while it is to the person's taste, so that a stray choice is not followed by more of it.
        bool isStaying = last is { } previous && random.Chance(SameTopic * taste.Fit(shelf[previous].Topic));
        int topic = isStaying ? shelf[last!.Value].Topic : random.Weighted(taste.Shares);
        return shelf.Draw(topic, now, seen, random) is { } found ? Remember(found) : null;
    }

    /// <summary>What stands next to the chosen item: half to the person's taste, half from anywhere.</summary>
    public IEnumerable<int> Others(Taste taste, DateTimeOffset now, int count) => Enumerable.Range(0, count)
        .Select(_ => random.Chance(0.5) ? random.Weighted(taste.Shares) : random.Next(Topics.All.Count))
        .Select(topic => shelf.Draw(topic, now, seen, random))
        .OfType<int>()
        .Distinct();

    /// <summary>The item will not be met again, as after a refusal.</summary>
    public void Avoid(int item) => seen.Add(item);

    private int Remember(int item)
    {
        seen.Add(item);
        history.Add(item);
        return item;
    }
}
