using System.Diagnostics.Metrics;
using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Store;
using AttentionFunctions.Train;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Watch;

public sealed class MeasureDriftTests : IDisposable
{
    private const string Version = "20261120-000000-abcdef";

    /// <summary>The newest event that the model knows.</summary>
    private static readonly DateTimeOffset Learnt = IngestFixture.Now.AddDays(-10);

    private readonly IngestFixture _fixture = new();
    private readonly List<AttentionEvent> _events = [];

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task The_same_habits_do_not_drift()
    {
        Happen(Learnt.AddDays(-6), 3000, seed: 1);
        Happen(IngestFixture.Now.AddHours(-20), 1500, seed: 2);
        DriftReport report = (await MeasureAsync())!;
        Assert.Equal((Version, 1500L), (report.Model, report.EventsNow));
        Assert.InRange(report.EventsThen, 1400, 1600);

        // χ² with 13 and 5 degrees of freedom lies below 35 and 21 in 999 of 1,000 cases; the interactions are four fifths of the events.
        Assert.InRange(report.Kinds, 0, 35 * ((1.0 / report.EventsThen) + (1 / 1500.0)));
        Assert.InRange(report.Items, 0, 21 * ((1.25 / report.EventsThen) + (1 / 1200.0)));
    }

    /// <summary>Ten thousand items that are chosen once or twice each: who is at the top is chance, and must not look like change.</summary>
    [Fact]
    public void A_long_tail_does_not_drift_by_itself()
    {
        var random = new Random(7);
        double[] indices = [.. Enumerable.Range(0, 20).Select(_ => MeasureDrift.ItemDrift(Draw(), Draw(), Draw()))];

        // Without change 5,000 × 5,000 / 10,000 × the index is χ² with 5 degrees of freedom: mean 5, deviation √10; over 20 draws within four errors.
        Assert.InRange(indices.Average() * 2500, 5 - (4 * Math.Sqrt(10 / 20.0)), 5 + (4 * Math.Sqrt(10 / 20.0)));

        Dictionary<string, long> Draw() => Enumerable.Range(0, 5000).GroupBy(_ => $"item{(int)(10_000 * Math.Pow(random.NextDouble(), 2))}")
            .ToDictionary(item => item.Key, item => item.LongCount());
    }

    [Fact]
    public async Task Other_kinds_of_events_and_other_items_each_show_in_their_own_figure()
    {
        Happen(Learnt.AddDays(-6), 3000, seed: 1);
        Happen(IngestFixture.Now.AddHours(-20), 1500, seed: 2, likes: 0.9);
        DriftReport kinds = (await MeasureAsync())!;
        Assert.True(kinds.Kinds > MeasureDrift.Significant && kinds.Items < 0.1, $"{kinds}");

        using var other = new MeasureDriftTests();
        other.Happen(Learnt.AddDays(-6), 3000, seed: 1);
        other.Happen(IngestFixture.Now.AddHours(-20), 1500, seed: 2, item: "novelty");
        DriftReport items = (await other.MeasureAsync())!;
        Assert.True(items.Items > MeasureDrift.Significant && items.Kinds < 0.1, $"{items}");
    }

    [Fact]
    public async Task What_is_measured_is_what_the_alert_reads()
    {
        var recorded = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == MeasureDrift.Metric) listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            lock (recorded) recorded[(string)tags[0].Value!] = value;
        });
        listener.Start();
        Happen(Learnt.AddDays(-6), 3000, seed: 3);
        Happen(IngestFixture.Now.AddHours(-20), 1500, seed: 4, likes: 0.77);
        DriftReport report = (await MeasureAsync())!;
        lock (recorded) Assert.Superset(new HashSet<string> { "kinds", "items" }, recorded.Keys.ToHashSet());
        Assert.True(report.Kinds > 0);
    }

    [Fact]
    public async Task Without_a_model_or_with_too_few_events_there_is_nothing_to_tell()
    {
        Assert.Null(await _fixture.Get<MeasureDrift>().RunAsync());
        Happen(Learnt.AddDays(-6), 3000, seed: 1);
        Happen(IngestFixture.Now.AddHours(-20), MeasureDrift.LeastEvents - 1, seed: 2);
        Assert.Null(await MeasureAsync());
    }

    [Fact]
    public async Task A_model_of_today_is_compared_with_the_week_before_the_last_day()
    {
        Happen(IngestFixture.Now.AddDays(-5), 3000, seed: 1);
        Happen(IngestFixture.Now.AddHours(-20), 1500, seed: 2);
        DriftReport report = (await MeasureAsync(newest: IngestFixture.Now.AddHours(-1)))!;
        Assert.Equal((IngestFixture.Now.AddDays(-1), 1500L), (report.Learnt, report.EventsNow));
    }

    [Fact]
    public void The_index_is_symmetric_zero_for_equal_shares_and_never_negative() => Gen.Select(Gen.Long[0, 1000].Array[5], Gen.Long[0, 1000].Array[5]).Sample((then, now) =>
    {
        double index = StabilityIndex.Of(then, now);
        Assert.Equal(index, StabilityIndex.Of(now, then), 12);
        Assert.True(index >= 0);
        Assert.Equal(0, StabilityIndex.Of(then, then), 12);
    });

    /// <summary>By hand: shares 0.5, 0.5 against 0.25, 0.75 give 0.25·ln 2 + 0.25·ln 1.5 = 0.2747.</summary>
    [Fact]
    public void The_index_of_a_known_case_is_known() => Assert.Equal((0.25 * Math.Log(2)) + (0.25 * Math.Log(1.5)), StabilityIndex.Of([500_000, 500_000], [250_000, 750_000]), 5);

    /// <summary>Views and likes of a hundred items, the first ones most often.</summary>
    private void Happen(DateTimeOffset from, int count, int seed, double likes = 0.3, string? item = null)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            double draw = random.NextDouble();
            EventType type = i % 5 == 0 ? EventType.Impression : random.NextDouble() < likes ? EventType.Like : EventType.View;
            _events.Add(new AttentionEvent
            {
                Id = $"{seed} {i}",
                Type = type,
                UserId = "u",
                ItemId = item ?? $"item{(int)(100 * draw * draw)}",
                Time = from.AddSeconds(i),
            });
        }
    }

    private async Task<DriftReport?> MeasureAsync(DateTimeOffset? newest = null)
    {
        foreach (IGrouping<long, AttentionEvent> hour in _events.GroupBy(e => e.Time.Ticks / TimeSpan.TicksPerHour))
            await _fixture.Get<EventLog>().AppendAsync([.. hour]);
        DateTimeOffset to = newest ?? Learnt;
        var manifest = new ModelManifest
        {
            Version = Version,
            CreatedAt = to,
            Seed = 1,
            Data = new TrainingData(to.AddDays(-30), to, 1, 1, 1),
            Split = "time",
            Options = new TrainingOptions(),
            Quality = [],
            BlendWeights = new Dictionary<string, float>(),
            Gate = new GateDecision(true, "a test"),
            ContentHash = "",
        };
        await _fixture.Get<ModelStore>().SaveAsync(manifest, new byte[] { 1 });
        await _fixture.Get<ModelStore>().PromoteAsync(Version, "a test");
        return await _fixture.Get<MeasureDrift>().RunAsync();
    }
}
