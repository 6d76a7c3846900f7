using AttentionFunctions.Events;

namespace AttentionFunctions.Local.Simulate;

/// <summary>One person's visits over the period: what was shown, looked at and reacted to.</summary>
internal sealed class Visitor(SimulatedUser user, Shelf shelf, Happenings happenings, double strayShare, Random random)
{
    /// <summary>Items looked at in a visit after the first, on average.</summary>
    private const double FurtherItems = 1.9;

    private const double SearchShare = 0.1;

    /// <summary>A suggestion that suits less than this may be waved away.</summary>
    private const double BadFit = 0.2;

    private const double DismissShare = 0.12;

    private static readonly TimeSpan Break = TimeSpan.FromMinutes(30);

    private static readonly IReadOnlyDictionary<string, string>[] Devices =
        [.. new[] { "mobile", "desktop", "tablet" }.Select(device => new Dictionary<string, string> { ["device"] = device }.AsReadOnly())];

    private readonly Choices choices = new(shelf, strayShare, random);
    private DateTimeOffset clock;
    private AttentionEvent visit = new() { Id = "", Type = EventType.View, Time = default };

    public void Live()
    {
        int number = 0;
        foreach (DateTimeOffset start in VisitTimes())
        {
            clock = start > clock + Break ? start : clock + Break;
            visit = visit with { UserId = user.Id, SessionId = $"{user.Id}-visit-{++number}", Context = Devices[random.Weighted([0.55, 0.35, 0.1])] };
            Visit();
        }
    }

    private IEnumerable<DateTimeOffset> VisitTimes()
    {
        double[] hours = [.. user.Rhythm.Hours];
        for (DateTimeOffset day = Days.Midnight(happenings.Start); day < happenings.End; day = day.AddDays(1))
        {
            double[] times = [.. Enumerable.Range(0, random.Poisson(user.ActivityPerDay)).Select(_ => random.Weighted(hours) + random.NextDouble())];
            foreach (double hour in times.Order())
            {
                DateTimeOffset time = day.AddHours(hour);
                if (time >= happenings.Start && time < happenings.End)
                {
                    yield return time;
                }
            }
        }
    }

    private void Visit()
    {
        Taste taste = user.TasteAtStart.Towards(user.TasteNow, (clock - happenings.Start) / (happenings.End - happenings.Start));
        int items = 1 + random.Poisson(FurtherItems);
        for (int i = 0; i < items && clock < happenings.End && choices.Next(taste, clock) is { } item; i++)
        {
            if (i == 0)
            {
                Arrive(item, taste);
            }

            Look(shelf[item], taste.Fit(shelf[item].Topic));
        }
    }

    /// <summary>A search for the item, or a page of suggestions that it is on.</summary>
    private void Arrive(int item, Taste taste)
    {
        if (random.Chance(SearchShare))
        {
            Add(EventType.Search, null, visit with { Query = shelf[item].Fields.Tags[0] });
            Pass(random.Between(3, 12));
            return;
        }

        int[] shown = [item, .. choices.Others(taste, clock, random.Next(2, 4))];
        random.Shuffle(shown);
        foreach (int other in shown)
        {
            Add(EventType.Impression, shelf[other], visit);
        }

        Pass(random.Between(2, 15));
        foreach (int other in shown.Where(other => other != item))
        {
            if (taste.Fit(shelf[other].Topic) < BadFit && random.Chance(DismissShare))
            {
                Add(EventType.Dismiss, shelf[other], visit);
                choices.Avoid(other);
                Pass(random.Between(1, 4));
            }
        }
    }

    private void Look(SimulatedItem item, double fit)
    {
        if (random.Chance(0.3))
        {
            Add(EventType.Click, item, visit);
        }

        double dwell = Math.Round(Math.Clamp(random.LogNormal(item.AttentionSeconds * (0.25 + (0.75 * fit)), 0.45), 2, 4 * 3600), 1);
        Pass(dwell);
        Add(EventType.View, item, visit with { DwellSeconds = dwell });
        foreach ((EventType type, double? value) in Reactions.Draw(dwell / item.AttentionSeconds, fit, item.Fields.Price, random))
        {
            Pass(random.Between(1, 6));
            Add(type, item, visit with { Value = value });
        }

        Pass(random.Between(5, 40));
    }

    private void Pass(double seconds) => clock = clock.AddSeconds(seconds);

    private void Add(EventType type, SimulatedItem? item, AttentionEvent facts) =>
        happenings.Add(facts with { Type = type, ItemId = item?.Id, Time = clock });
}
