using AttentionFunctions.Events;
using AttentionFunctions.Profiles;
using AttentionFunctions.Store;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Ingest;

/// <summary>
/// The queue handler: one batch of messages becomes a log segment, changed profiles and changed items. Everything is stored when it
/// returns, so the caller may acknowledge; when it throws, nothing is lost by delivering the batch again, for every step is idempotent.
/// </summary>
public sealed partial class IngestEvents(
    EventLog log, ProfileStore profiles, ItemChanges items, Quarantine quarantine, Pseudonyms pseudonyms, ILogger<IngestEvents> logger)
{
    /// <summary>Profiles are separate blobs: on a remote store their round trips overlap, on a folder the cores are the limit.</summary>
    private const int ProfileParallelism = 16;

    public async Task<IngestReport> HandleAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancel = default)
    {
        (List<AttentionEvent> events, int quarantined, int duplicates) = await ReadAsync(messages, cancel);

        // Read first, to know what is new; then the log, which is the truth; then what is derived from it.
        UserEvents[] users = await ReadProfilesAsync(events, cancel);
        ItemChanges.Pending changes = await items.PrepareAsync(events.Where(e => e.Type.IsCatalogue()), cancel);
        AttentionEvent[] fresh = [.. users.SelectMany(user => user.Fresh), .. changes.Fresh];
        if (fresh.Length > 0) await log.AppendAsync(fresh, cancel);

        await Parallel.ForEachAsync(users, Parallelism(cancel), async (user, stop) =>
            await profiles.ApplyAsync(user.Key, user.Read, user.Fresh, stop));
        int changed = await items.ApplyAsync(changes, cancel);

        var report = new IngestReport(fresh.Length, duplicates + events.Count - fresh.Length, quarantined, changed);
        IngestMetrics.Record(report);
        LogIngested(messages.Count, report.Stored, report.Duplicates, report.Quarantined, report.Items);
        return report;
    }

    private async Task<(List<AttentionEvent> Events, int Quarantined, int Duplicates)> ReadAsync(
        IReadOnlyList<QueueMessage> messages, CancellationToken cancel)
    {
        var events = new List<AttentionEvent>(messages.Count);
        var ids = new HashSet<string>(messages.Count, StringComparer.Ordinal);
        int quarantined = 0, duplicates = 0;
        foreach (QueueMessage message in messages)
        {
            EventBatch batch = EventReader.Read(message.Body, message.Enqueued);
            foreach (Rejection rejection in batch.Rejections)
            {
                await quarantine.AddAsync(message, rejection, cancel);
                LogQuarantined(message.MessageId, rejection.Index, rejection.Reasons.Count);
                quarantined++;
            }

            foreach (AttentionEvent @event in batch.Events)
                if (ids.Add(@event.Id))
                    events.Add(pseudonyms.Of(@event));
                else
                    duplicates++;
        }

        return (events, quarantined, duplicates);
    }

    private async Task<UserEvents[]> ReadProfilesAsync(List<AttentionEvent> events, CancellationToken cancel)
    {
        IGrouping<string, AttentionEvent>[] byUser = [.. events.Where(e => e.UserId is not null).GroupBy(e => e.UserId!)];
        var users = new UserEvents[byUser.Length];
        await Parallel.ForAsync(0, users.Length, Parallelism(cancel), async (i, stop) =>
        {
            StoredProfile read = await profiles.TakeAsync(byUser[i].Key, stop);
            users[i] = new UserEvents(byUser[i].Key, read, [.. byUser[i].Where(e => !read.Profile.Knows(e.Id))]);
        });
        return users;
    }

    private static ParallelOptions Parallelism(CancellationToken cancel) =>
        new() { MaxDegreeOfParallelism = ProfileParallelism, CancellationToken = cancel };

    private sealed record UserEvents(string Key, StoredProfile Read, List<AttentionEvent> Fresh);

    [LoggerMessage(1001, LogLevel.Debug, "Ingested {Messages} messages: {Stored} events stored, {Duplicates} duplicates, {Quarantined} quarantined, {Items} items changed")]
    private partial void LogIngested(int messages, int stored, int duplicates, int quarantined, int items);

    [LoggerMessage(1002, LogLevel.Warning, "Quarantined entry {Index} of message {MessageId} for {Reasons} reasons; see the quarantine")]
    private partial void LogQuarantined(string messageId, int index, int reasons);
}
