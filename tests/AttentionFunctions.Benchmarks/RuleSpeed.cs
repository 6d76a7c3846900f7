using System.Diagnostics;
using System.Globalization;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Profiles;
using AttentionFunctions.Rank;
using AttentionFunctions.Testing;

namespace AttentionFunctions.Benchmarks;

/// <summary>Rules of a request over a made-up catalogue: read, compiled and applied.</summary>
internal static class RuleSpeed
{
    private const int Repeats = 2000, ColdRepeats = 100;

    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly RankingRules Typical = new()
    {
        Filter = "category in [\"c1\", \"c2\", \"c3\"] and price < 60 and not tag:t7",
        Availability =
        [
            new AvailabilityRule { When = "tag:t1 and price > 90", Context = new Dictionary<string, IReadOnlyList<string>> { ["device"] = ["tv"] } },
            new AvailabilityRule { When = "creator in [\"m1\", \"m2\"]", Context = new Dictionary<string, IReadOnlyList<string>> { ["country"] = ["DE"] } },
        ],
        Boosts = [new BoostRule { When = "language = \"zh\"", Times = 2 }, new BoostRule { When = "attention <= 5m and tag:t3", Times = 0.5 }],
        Exclude = ["i5", "i77", "i900"],
    };

    public static int Run(int count)
    {
        var items = new ListedItems(Draw(count));
        Profile profile = Someone();
        RankingRules timed = Typical with { Filter = $"{Typical.Filter} and publishedAt > now - 200d" };
        Console.WriteLine($"{count} items, {profile.Seen.Count} of them seen by the user; µs per request, median of {Repeats} ({ColdRepeats} when cold)");

        ItemIndex index = Index();
        for (int turn = 0; turn < 2; turn++)
        {
            index = Index();
            using var process = Process.GetCurrentProcess();
            TimeSpan before = process.TotalProcessorTime;
            Apply(RuleSet.Of(timed), index);
            process.Refresh();
            Row(turn == 0 ? "first request of the process: code, columns and sets are made, processor time" : "first request of a view: columns and sets are made, processor time",
                (process.TotalProcessorTime - before).TotalMicroseconds, 0);
        }

        Measure("reading the rules", Repeats, _ => RuleSet.Of(Typical));

        RuleSet rules = RuleSet.Of(Typical), withTime = RuleSet.Of(timed);
        RuleSet[] others = [.. Enumerable.Range(0, 2 * ColdRepeats).Select(turn => RuleSet.Of(Varied(turn)))];
        Measure("cold: 3 filters and 2 boosts that no request asked for before", ColdRepeats, turn => Apply(others[turn], index));
        Measure("warm: 3 filters and 2 boosts", Repeats, _ => Apply(rules, index));
        Measure("warm: one of the filters depends on now", Repeats, _ => Apply(withTime, index));
        Measure("warm, items divided by their boosts", Repeats, _ =>
        {
            using CompiledRules compiled = Compile(rules, index);
            using var allowed = new PositionSet(count);
            allowed.AddAll();
            IReadOnlyList<PositionSet> kinds = compiled.KindsOf(allowed, 16, out PositionSet rest);
            foreach (PositionSet kind in kinds) kind.Dispose();
            rest.Dispose();
        });
        Measure("a search in titles, not kept", ColdRepeats, turn => Apply(RuleSet.Of(new RankingRules { Filter = $"title contains \"{turn}\"" }), index));
        return 0;

        ItemIndex Index() => new(items);

        CompiledRules Compile(RuleSet set, ItemIndex over) => new(set, new RuleContext(over, profile, "m9", new Dictionary<string, string>(), Now));

        void Apply(RuleSet set, ItemIndex over)
        {
            using CompiledRules compiled = Compile(set, over);
            using var allowed = new PositionSet(count);
            allowed.AddAll();
            compiled.Allow(allowed);
        }
    }

    /// <summary>The same work on conditions that differ from turn to turn, so that nothing kept fits.</summary>
    private static RankingRules Varied(int turn)
    {
        string other = string.Create(CultureInfo.InvariantCulture, $" and price > -{turn + 1}");
        return Typical with
        {
            Filter = Typical.Filter + other,
            Availability = [.. Typical.Availability.Select(rule => rule with { When = rule.When + other })],
            Boosts = [.. Typical.Boosts.Select(rule => rule with { When = rule.When + other })],
        };
    }

    private static void Measure(string name, int repeats, Action<int> act)
    {
        // Every turn has a number of its own, those before the measured ones too.
        for (int i = 0; i < repeats / 10; i++) act(i);
        double[] times = new double[repeats];
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            act(repeats / 10 + i);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        bytes = (GC.GetAllocatedBytesForCurrentThread() - bytes) / repeats;
        Array.Sort(times);
        Row(name, times[repeats / 2], bytes);
    }

    private static void Row(string name, double microseconds, long bytes) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {microseconds:F1} | {bytes} B |"));

    private static CatalogueItem?[] Draw(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(i => new CatalogueItem(
            $"i{i}",
            new ItemFields
            {
                Title = $"Item {i}",
                Categories = [$"c{random.Next(20)}"],
                Tags = [$"t{random.Next(100)}", $"t{random.Next(100)}", $"t{random.Next(10)}"],
                Creator = $"m{random.Next(count / 20)}",
                Language = random.Next(4) == 0 ? "zh-Hans" : "en",
                Price = random.Next(100),
                PublishedAt = Now.AddDays(-random.Next(400)),
                AttentionSeconds = random.Next(900),
            },
            Now, "", Removed: false, default, ""))];
    }

    private static Profile Someone()
    {
        var profile = new Profile();
        for (int i = 0; i < 200; i++)
            profile.Apply(new AttentionEvent { Id = $"e{i}", Type = EventType.View, UserId = "u", ItemId = $"i{i * 31}", Time = Now.AddHours(-i) });
        return profile;
    }
}
