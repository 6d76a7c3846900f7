using System.Diagnostics.Metrics;
using System.IO.Hashing;
using System.Text;
using AttentionFunctions.Events;
using AttentionFunctions.Store;
using AttentionFunctions.Train;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Watch;

/// <summary>
/// Whether what people do now still is what the serving model learnt from: the last day against the last week that the model knows, by kind of
/// event and by how popular the chosen items were. Runs with the tidy timer; the alert reads the metric.
/// </summary>
public sealed partial class MeasureDrift(EventLog log, ModelStore models, TimeProvider time, ILogger<MeasureDrift> logger)
{
    public const string Metric = "attention.drift";

    /// <summary>From here on the alert speaks, see <see cref="StabilityIndex"/>.</summary>
    public const double Significant = 0.25;

    /// <summary>In each of the two samples: fewer would drift by chance.</summary>
    internal const int LeastEvents = 1000;

    /// <summary>A week has every weekday; a day is the soonest at which a change is no time of day.</summary>
    private static readonly TimeSpan Then = TimeSpan.FromDays(7), Now = TimeSpan.FromDays(1);

    /// <summary>Ends of the bins of items, as shares of the items chosen then, the most popular first. One more bin holds what was not chosen.</summary>
    private static readonly double[] PopularityBins = [0.01, 0.05, 0.2, 0.5, 1];

    private static readonly Meter Meter = new("AttentionFunctions.Watch");

    private static readonly Gauge<double> Drift = Meter.CreateGauge<double>(
        Metric, description: "Population stability index of the last day against the week that the serving model learnt last");

    /// <returns>Null when no model serves, its data has no clock times, or too little happened to tell.</returns>
    public async Task<DriftReport?> RunAsync(CancellationToken cancel = default)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (await models.ReadPointerAsync(cancel) is not { } pointer || await models.ReadManifestAsync(pointer.Current, cancel) is not { Data.To: { } newest }) return null;

        DateTimeOffset begin = now - Now, learnt = newest < begin ? newest : begin;
        // Ranked by one half of the events and counted by the other: an item that is at the top by chance in what ranks it is not so in what
        // is counted, and without any change the index stays as small as it should.
        var ranking = new Counts();
        var then = new Counts();
        await CountAsync(learnt - Then, learnt, @event => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(@event.Id)) % 2 == 0 ? ranking : then, cancel);
        var today = new Counts();
        await CountAsync(begin, now, _ => today, cancel);
        if (then.Least < LeastEvents || today.Least < LeastEvents) return null;

        var report = new DriftReport(pointer.Current, learnt, then.Events, today.Events,
            Kinds: StabilityIndex.Of(then.Kinds, today.Kinds), Items: ItemDrift(ranking.Items, then.Items, today.Items));
        Drift.Record(report.Kinds, new KeyValuePair<string, object?>("of", "kinds"));
        Drift.Record(report.Items, new KeyValuePair<string, object?>("of", "items"));
        LogDrift(report.Kinds, report.Items, report.Model, report.EventsNow, report.EventsThen);
        return report;
    }

    /// <summary>Duplicates are counted as often as they are stored; tidying leaves few.</summary>
    private async Task CountAsync(DateTimeOffset from, DateTimeOffset to, Func<AttentionEvent, Counts> into, CancellationToken cancel)
    {
        await foreach (BlobEntry segment in log.ListHoursAsync(from, to, cancel))
        {
            foreach (AttentionEvent @event in await log.ReadSegmentAsync(segment.Name, cancel))
                if (@event.Time >= from && @event.Time < to) into(@event).Add(@event);
        }
    }

    internal static double ItemDrift(IReadOnlyDictionary<string, long> ranking, IReadOnlyDictionary<string, long> then, IReadOnlyDictionary<string, long> now)
    {
        var binOf = new Dictionary<string, int>(ranking.Count, StringComparer.Ordinal);
        foreach ((int rank, (string item, _)) in ranking.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Index())
            binOf[item] = Array.FindIndex(PopularityBins, end => rank < Math.Ceiling(end * ranking.Count));

        return StabilityIndex.Of(Binned(then), Binned(now));

        long[] Binned(IReadOnlyDictionary<string, long> counts)
        {
            long[] bins = new long[PopularityBins.Length + 1];
            foreach ((string item, long count) in counts) bins[binOf.GetValueOrDefault(item, PopularityBins.Length)] += count;
            return bins;
        }
    }

    [LoggerMessage(7001, LogLevel.Information,
        "Drift against what {Model} learnt: {Kinds:F3} of kinds of events, {Items:F3} of items ({EventsNow} events of the last day, {EventsThen} of half of the week then)")]
    private partial void LogDrift(double kinds, double items, string model, long eventsNow, long eventsThen);

    private sealed class Counts
    {
        private static readonly EventType[] KindsOfEvents = [.. EventTypes.All.Where(type => type.IsBehaviour() || type.IsAttention())];

        public long[] Kinds { get; } = new long[KindsOfEvents.Length];

        public Dictionary<string, long> Items { get; } = new(StringComparer.Ordinal);

        public long Events => Kinds.Sum();

        /// <summary>Of the two samples, the smaller one.</summary>
        public long Least => Math.Min(Events, Items.Values.Sum());

        public void Add(AttentionEvent @event)
        {
            if (Array.IndexOf(KindsOfEvents, @event.Type) is not (>= 0 and var kind)) return;
            Kinds[kind]++;
            if (@event.Type.IsInteraction()) Items[@event.ItemId!] = Items.GetValueOrDefault(@event.ItemId!) + 1;
        }
    }
}

/// <param name="Model">The version that serves.</param>
/// <param name="Learnt">End of the week that stands for what it learnt.</param>
/// <param name="EventsThen">Of that week, half of the events: the other half ranks the items.</param>
/// <param name="Kinds">Index of the kinds of events.</param>
/// <param name="Items">Index of the popularity that the chosen items had then.</param>
public sealed record DriftReport(string Model, DateTimeOffset Learnt, long EventsThen, long EventsNow, double Kinds, double Items);
