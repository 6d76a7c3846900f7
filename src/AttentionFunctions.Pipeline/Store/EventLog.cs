using AttentionFunctions.Events;

namespace AttentionFunctions.Store;

/// <summary>The event log: create-only Parquet segments, partitioned by hour. The truth that everything else can be rebuilt from.</summary>
public sealed class EventLog(IBlobStore store)
{
    /// <summary>Writes one segment. Returns its name; the same events give the same name and are not written twice.</summary>
    public Task<string> AppendAsync(IReadOnlyList<AttentionEvent> events, CancellationToken cancel = default) =>
        throw new NotImplementedException(store.ToString());

    /// <summary>Every stored event once (duplicates by id dropped), segment by segment, in ordinal order of segment names.</summary>
    /// <param name="since">Only events at or after this time.</param>
    /// <param name="cancel">Stops between segments.</param>
    public IAsyncEnumerable<IReadOnlyList<AttentionEvent>> ReadAsync(DateTimeOffset? since = null, CancellationToken cancel = default) =>
        throw new NotImplementedException();
}
