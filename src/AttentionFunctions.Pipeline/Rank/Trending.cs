using System.IO.Hashing;
using System.Text;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Store;

namespace AttentionFunctions.Rank;

/// <summary>
/// What holds attention now: the decayed attention weight of the last days, read from the newest segments of the log as they appear.
/// Nothing of it is stored: every instance computes it from the truth.
/// </summary>
public sealed class Trending(EventLog log, CatalogueStore catalogue, AttentionWeight weights, TimeProvider time)
{
    /// <summary>What is older no longer trends.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(3);

    /// <summary>Attention halves in this time, so that today outweighs yesterday.</summary>
    private static readonly TimeSpan HalfLife = TimeSpan.FromHours(12);

    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _reading = new(1);
    private readonly HashSet<string> _segments = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, (string Item, DateTimeOffset Time, double Weight)> _events = [];
    private volatile Ranking _ranking = new([], DateTimeOffset.MinValue);

    /// <summary>Items with positive attention in the window, most first. As of at most ten seconds ago.</summary>
    public async ValueTask<IReadOnlyList<(string ItemId, double Attention)>> CurrentAsync(CancellationToken cancel = default)
    {
        if (time.GetUtcNow() - _ranking.At < MaxAge) return _ranking.Items;
        await _reading.WaitAsync(cancel);
        try
        {
            DateTimeOffset now = time.GetUtcNow();
            if (now - _ranking.At < MaxAge) return _ranking.Items;
            await ReadNewSegmentsAsync(now - Window, cancel);
            _ranking = new Ranking(Rank(now), now);
            return _ranking.Items;
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task ReadNewSegmentsAsync(DateTimeOffset since, CancellationToken cancel)
    {
        ItemCatalogue items = await catalogue.CurrentAsync(cancel);
        var present = new HashSet<string>(StringComparer.Ordinal);
        await foreach (BlobEntry segment in log.ListAsync(since, cancel))
        {
            present.Add(segment.Name);
            if (_segments.Contains(segment.Name)) continue;
            foreach (AttentionEvent @event in await log.ReadSegmentAsync(segment.Name, cancel))
                if (@event.ItemId is { } item && @event.Type.IsBehaviour() && @event.Time >= since)
                    _events.TryAdd(
                        XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(@event.Id)),
                        (item, @event.Time, weights.Of(@event, items.ExpectedSeconds(item))));
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

    private sealed record Ranking((string ItemId, double Attention)[] Items, DateTimeOffset At);
}
