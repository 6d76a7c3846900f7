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

    private readonly EventLog _log;
    private readonly CatalogueStore _catalogue;
    private readonly AttentionWeight _weights;
    private readonly RefreshedValue<TrendRanking> _ranking;
    private readonly HashSet<string> _segments = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, (string Item, DateTimeOffset Time, double Weight)> _events = [];

    public Trending(EventLog log, CatalogueStore catalogue, AttentionWeight weights, TimeProvider time, ILogger<Trending> logger)
    {
        (_log, _catalogue, _weights) = (log, catalogue, weights);
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
                    _events.TryAdd(
                        XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(@event.Id)),
                        (item, @event.Time, _weights.Of(@event, items.ExpectedSeconds(item))));
        }

        _segments.Clear();
        _segments.UnionWith(present);
        foreach (UInt128 old in _events.Where(pair => pair.Value.Time < since).Select(pair => pair.Key).ToArray()) _events.Remove(old);
    }

    private (string ItemId, double Attention)[] Rank(DateTimeOffset now) =>
        [.. _events.Values
            .GroupBy(e => e.Item, StringComparer.Ordinal)
            .Select(item => (ItemId: item.Key, Attention: item.Sum(e => e.Weight * Math.Pow(0.5, (now - e.Time) / HalfLife))))
            .Where(item => item.Attention > 0)
            .OrderByDescending(item => item.Attention)
            .ThenBy(item => item.ItemId, StringComparer.Ordinal)];
}

/// <param name="Items">Most attention first, all above 0.</param>
internal sealed record TrendRanking(IReadOnlyList<(string ItemId, double Attention)> Items);
