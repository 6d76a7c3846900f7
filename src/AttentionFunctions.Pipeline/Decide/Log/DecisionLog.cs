using System.Runtime.CompilerServices;
using System.Text.Json;
using AttentionFunctions.Store;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Decide;

/// <summary>The decision log: segments of entries, and the joined decisions that a learning step makes of them.</summary>
/// <remarks>
/// Decisions have segments of their own: they are nearly all of the log, and of no use to a step before their time for rewards is over, so that
/// until then a step does not even read them.
/// </remarks>
public sealed class DecisionLog(IBlobStore store, TimeProvider time, ILogger<DecisionLog> logger) : IAsyncDisposable
{
    /// <summary>About 10 s of 5,000 small decisions a second.</summary>
    private const int MaxPendingBytes = 64 << 20;

    private const string OnlyDecisions = "-decisions";

    private readonly SegmentWriter _decisions = new(store, time, static (_, name) => BlobLayout.DecisionSegment(name + OnlyDecisions), MaxPendingBytes, logger);
    private readonly SegmentWriter _others = new(store, time, static (_, name) => BlobLayout.DecisionSegment(name), MaxPendingBytes, logger);

    /// <summary>Completes once the entry is stored; what it refers to is read before this returns.</summary>
    internal Task AppendAsync(LogEntry entry) =>
        (entry is DecisionEntry ? _decisions : _others).AppendAsync(JsonSerializer.SerializeToUtf8Bytes(entry, DecisionJson.Default.LogEntry));

    public async ValueTask DisposeAsync()
    {
        await _decisions.DisposeAsync();
        await _others.DisposeAsync();
    }

    /// <summary>The segments not yet joined, oldest first.</summary>
    /// <param name="until">Without segments of decisions that were written after this time.</param>
    internal async Task<IReadOnlyList<LogSegment>> SegmentsAsync(DateTimeOffset until, CancellationToken cancel)
    {
        var segments = new List<LogSegment>();
        string limit = BlobLayout.DecisionSegment(SegmentWriter.Name(until, ""));
        await foreach (BlobEntry blob in store.ListAsync(BlobLayout.DecisionSegmentsPrefix, cancel))
        {
            bool onlyDecisions = Path.GetFileNameWithoutExtension(blob.Name).EndsWith(OnlyDecisions, StringComparison.Ordinal);
            if (!onlyDecisions || string.CompareOrdinal(blob.Name, limit) < 0) segments.Add(new LogSegment(blob.Name, blob.Length, onlyDecisions));
        }

        return segments;
    }

    /// <summary>Null when the segment is gone: another learning step joined it.</summary>
    internal async Task<IReadOnlyList<LogEntry>?> ReadSegmentAsync(string name, CancellationToken cancel) =>
        await store.ReadAsync(name, cancel) is { } blob ? [.. LineFile.Read(blob.Content, name, DecisionJson.Default.LogEntry)] : null;

    /// <summary>Joined decisions, oldest files first, each decision once.</summary>
    /// <param name="from">Only decisions at or after this time.</param>
    /// <param name="to">Only decisions before this time.</param>
    internal async IAsyncEnumerable<JoinedDecision> ReadJoinedAsync(
        DateTimeOffset? from = null, DateTimeOffset? to = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        await foreach (BlobEntry blob in store.ListAsync(BlobLayout.DecisionJoinedPrefix, cancel))
        {
            foreach (JoinedDecision joined in await ReadFileAsync(blob.Name, cancel))
            {
                if (!(joined.Decision.At < from) && !(joined.Decision.At >= to) && known.Add(joined.Decision.Id)) yield return joined;
            }
        }
    }

    /// <summary>Times of the oldest and the newest joined decision; null when there are none.</summary>
    internal async Task<(DateTimeOffset From, DateTimeOffset To)?> JoinedRangeAsync(CancellationToken cancel)
    {
        string? first = null, last = null;
        await foreach (BlobEntry blob in store.ListAsync(BlobLayout.DecisionJoinedPrefix, cancel)) (first, last) = (first ?? blob.Name, blob.Name);
        if (first is null || last is null) return null;
        IReadOnlyList<JoinedDecision> oldest = await ReadFileAsync(first, cancel), newest = await ReadFileAsync(last, cancel);
        return oldest.Count > 0 && newest.Count > 0 ? (oldest[0].Decision.At, newest[^1].Decision.At) : null;
    }

    /// <summary>Deletes files of joined decisions in partitions (hours) before this time.</summary>
    internal async Task DeleteJoinedAsync(DateTimeOffset before, CancellationToken cancel)
    {
        // Partitions are of the newest decision: everything in one before the limit is older than the limit.
        string limit = BlobLayout.DecisionJoinedPartition(before);
        var expired = new List<string>();
        await foreach (BlobEntry blob in store.ListAsync(BlobLayout.DecisionJoinedPrefix, cancel))
        {
            if (string.CompareOrdinal(blob.Name, limit) >= 0) break;
            expired.Add(blob.Name);
        }

        foreach (string name in expired) await store.DeleteAsync(name, cancel: cancel);
    }

    /// <summary>Empty when the file is gone: its retention was over.</summary>
    private async Task<IReadOnlyList<JoinedDecision>> ReadFileAsync(string name, CancellationToken cancel) =>
        await store.ReadAsync(name, cancel) is { } file ? [.. LineFile.Read(file.Content, name, DecisionJson.Default.JoinedDecision)] : [];
}

/// <param name="Length">Bytes.</param>
/// <param name="OnlyDecisions">Holds decisions and nothing else; the others hold activations and rewards, or a step's waiting entries of any kind.</param>
internal sealed record LogSegment(string Name, long Length, bool OnlyDecisions);
