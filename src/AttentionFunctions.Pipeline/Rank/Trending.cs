using System.IO.Hashing;
using System.Text;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Store;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Rank;

/// <summary>
/// What holds attention now: the decayed attention weight of the last days, read from the newest segments of the log as they appear.
/// Nothing of it is stored: every instance computes it from the truth.
/// </summary>
public sealed class Trending
{
    /// <summary>What is older no longer trends.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(3);

    /// <summary>Attention halves in this time, so that today outweighs yesterday.</summary>
    private static readonly TimeSpan HalfLife = TimeSpan.FromHours(12);

    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);

    /// <summary>Of one view of usual length that is half a year old: less is what adding and taking away again leaves of nothing.</summary>
    private const double LeastAttention = 1e-9;

    private readonly EventLog _log;
    private readonly CatalogueStore _catalogue;
    private readonly AttentionWeight _weights;
    private readonly RefreshedValue<TrendRanking> _ranking;
    private readonly HashSet<string> _segments = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, (string Item, DateTimeOffset Time, double Weight)> _events = [];
    private readonly Dictionary<string, (double Attention, int Events)> _sums = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _first;

    public Trending(EventLog log, CatalogueStore catalogue, AttentionWeight weights, TimeProvider time, ILogger<Trending> logger)
    {
        (_log, _catalogue, _weights, _first) = (log, catalogue, weights, time.GetUtcNow());
        _ranking = new RefreshedValue<TrendRanking>(MaxAge, time, logger, async (_, cancel) =>
        {
            DateTimeOffset now = time.GetUtcNow();
            await ReadNewSegmentsAsync(now - Window, cancel);
            return new TrendRanking(Rank(now));
        });
    }

    /// <summary>Items with positive attention in the window, most first. As of at most ten seconds ago.</summary>
    internal ValueTask<TrendRanking> CurrentAsync(CancellationToken cancel = default) => _ranking.GetAsync(cancel);

    /// <summary>Whether the log did not answer of late.</summary>
    internal bool IsStale => _ranking.IsStale;

    private async Task ReadNewSegmentsAsync(DateTimeOffset since, CancellationToken cancel)
    {
        ItemCatalogue items = await _catalogue.CurrentAsync(cancel);
        var present = new HashSet<string>(StringComparer.Ordinal);
        await foreach (BlobEntry segment in _log.ListAsync(since, cancel))
        {
            present.Add(segment.Name);
            if (_segments.Contains(segment.Name)) continue;
            foreach (AttentionEvent @event in await _log.ReadSegmentAsync(segment.Name, cancel))
                if (@event.ItemId is { } item && @event.Type.IsBehaviour() && @event.Time >= since)
                {
                    double weight = _weights.Of(@event, items.ExpectedSeconds(item));
                    if (_events.TryAdd(XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(@event.Id)), (item, @event.Time, weight))) Add(item, @event.Time, weight, 1);
                }
        }

        _segments.Clear();
        _segments.UnionWith(present);
        foreach (UInt128 old in _events.Where(pair => pair.Value.Time < since).Select(pair => pair.Key).ToArray())
        {
            _events.Remove(old, out var left);
            Add(left.Item, left.Time, left.Weight, -1);
        }
    }

    /// <param name="count">1 for an event that came, −1 for one that left the window.</param>
    private void Add(string item, DateTimeOffset at, double weight, int count)
    {
        (double Attention, int Events) sum = _sums.GetValueOrDefault(item);
        int events = sum.Events + count;
        if (events == 0) _sums.Remove(item);
        else _sums[item] = (sum.Attention + count * weight * Growth(at), events);
    }

    /// <summary>
    /// How much more attention counts at a time than at the first: what decays alike keeps its order, so sums are kept as of the first time, and
    /// ranked without touching the events again. Doubles hold five hundred days of it.
    /// </summary>
    private double Growth(DateTimeOffset at) => Math.Pow(2, (at - _first) / HalfLife);

    private (string ItemId, double Attention)[] Rank(DateTimeOffset now)
    {
        double decay = 1 / Growth(now);
        (string ItemId, double Attention)[] items =
            [.. _sums.Where(item => item.Value.Attention * decay > LeastAttention).Select(item => (item.Key, item.Value.Attention * decay))];
        Array.Sort(items, (one, other) =>
        {
            int byAttention = other.Attention.CompareTo(one.Attention);
            return byAttention != 0 ? byAttention : string.CompareOrdinal(one.ItemId, other.ItemId);
        });
        return items;
    }
}

/// <param name="Items">Most attention first, all above 0.</param>
internal sealed record TrendRanking(IReadOnlyList<(string ItemId, double Attention)> Items);
