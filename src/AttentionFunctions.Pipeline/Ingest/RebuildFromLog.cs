using System.IO.Hashing;
using System.Text;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Profiles;
using AttentionFunctions.Store;
using AttentionFunctions.Train;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Ingest;

/// <summary>Makes everything that ingest derives from the event log again: profiles, and the catalogue with its vectors.</summary>
/// <remarks>
/// The system goes on serving and ingesting. Every profile, and the catalogue, is replaced as a whole: until then the old one serves, so one who
/// is killed leaves old and new ones, each whole, and the next run writes only what is not yet as the log has it. Events that arrive
/// meanwhile are in the log before they are in a profile; what a replaced profile lost of them is applied again from the segments that came
/// since. An event that this delivers twice changes nothing, unless it is older than all that a full profile remembers (see
/// <see cref="Profile"/>): such a late one, arriving during the rebuild, may count twice in the rhythm of the week until the next.
/// The lease keeps segments where they are: no tidying and no retrain meanwhile.
/// </remarks>
public sealed partial class RebuildFromLog(
    IBlobStore store, EventLog log, ProfileStore profiles, CatalogueStore catalogue, ItemChanges items, TimeProvider time, ILogger<RebuildFromLog> logger)
{
    /// <summary>Memory of a pass, in megabytes, when nobody says otherwise.</summary>
    public const int DefaultMegabytes = 1000;

    /// <summary>Bytes in memory for a stored byte of the log: Parquet takes about 27 an event, a profile and what finds duplicates some 400.</summary>
    private const int Expansion = 16;

    private const int Parallelism = 16;

    /// <param name="megabytes">Memory that profiles may take at a time, 100 or more; a log that needs more is read in several passes.</param>
    /// <param name="progress">Called from several threads.</param>
    /// <param name="cancel">Stops between two blobs.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was; running again goes on.</exception>
    public async Task<RebuildReport> RunAsync(
        int megabytes = DefaultMegabytes, IProgress<RebuildProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(megabytes, 100);
        await using RetrainLease? lease = await RetrainLease.TryAcquireAsync(store, time, cancel);
        if (lease is null) return new RebuildReport(RebuildOutcome.AlreadyRunning);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, lease.Lost);
        try
        {
            RebuildReport report = await RebuildAsync(progress, megabytes * 1_000_000L / Expansion, stop.Token);
            LogRebuilt(report.Outcome, report.Events, report.People, report.Changed, report.Removed, report.Items);
            return report;
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return new RebuildReport(RebuildOutcome.LeaseLost);
        }
    }

    internal async Task<RebuildReport> RebuildAsync(IProgress<RebuildProgress>? progress, long passBytes, CancellationToken cancel)
    {
        // Named before the log is listed: what is added to the catalogue from now on stays.
        IReadOnlyList<string> oldItems = await catalogue.SegmentsAsync(cancel);
        List<BlobEntry> segments = await log.ListAsync(cancel: cancel).ToListAsync(cancel);
        if (segments.Count == 0) return new RebuildReport(RebuildOutcome.NoLog);

        var report = new RebuildReport(RebuildOutcome.Rebuilt);
        var people = new HashSet<UInt128>();
        var newest = new Dictionary<string, AttentionEvent>(StringComparer.Ordinal);
        int passes = (int)(segments.Sum(segment => segment.Length) / passBytes) + 1;
        for (int pass = 0; pass < passes; pass++)
        {
            var built = new Dictionary<string, Profile>(StringComparer.Ordinal);
            long events = await ReadAsync(segments, pass, passes, built, newest, progress, cancel);
            int changed = await RestoreAsync(built, pass, passes, progress, cancel);
            people.UnionWith(built.Keys.Select(key => HashOf(BlobLayout.Profile(key))));
            report = report with { Events = report.Events + events, People = people.Count, Changed = report.Changed + changed };
        }

        progress?.Report(new RebuildProgress($"Embedding {newest.Count} items", 0, 1));
        await catalogue.RestoreAsync(items.StatesOf([.. newest.Values], cancel), oldItems, cancel);

        Dictionary<string, string> strangers = await StrangersAsync(people, cancel);
        await CatchUpAsync(segments, strangers, progress, cancel);
        int removed = 0;
        foreach ((string name, string etag) in strangers)
            if (await store.DeleteAsync(name, etag, cancel)) removed++;
        return report with { Removed = removed, Items = newest.Count };
    }

    /// <returns>Events that belong to this pass.</returns>
    private async Task<long> ReadAsync(
        List<BlobEntry> segments, int pass, int passes, Dictionary<string, Profile> built, Dictionary<string, AttentionEvent> newest,
        IProgress<RebuildProgress>? progress, CancellationToken cancel)
    {
        var known = new HashSet<UInt128>();
        for (int i = 0; i < segments.Count; i++)
        {
            progress?.Report(new RebuildProgress(passes == 1 ? "Reading the log" : $"Reading the log, pass {pass + 1} of {passes}", i, segments.Count));
            IReadOnlyList<AttentionEvent> segment = await log.ReadSegmentAsync(segments[i].Name, cancel);
            if (segment.Count == 0) throw new IOException($"{segments[i].Name} went while it was to be read: something tidies the log without its lease. Run the rebuild again.");
            foreach (AttentionEvent @event in segment)
            {
                string subject = @event.UserId ?? @event.ItemId!;
                if ((int)(HashOf(subject) % (uint)passes) != pass || !known.Add(HashOf(@event.Id))) continue;
                if (@event.UserId is { } user)
                {
                    if (!built.TryGetValue(user, out Profile? profile)) built[user] = profile = new Profile();
                    profile.Apply(@event);
                }
                else
                {
                    newest[subject] = newest.TryGetValue(subject, out AttentionEvent? other) ? ItemChanges.Newer(other, @event) : @event;
                }
            }
        }

        return known.Count;
    }

    private async Task<int> RestoreAsync(
        Dictionary<string, Profile> built, int pass, int passes, IProgress<RebuildProgress>? progress, CancellationToken cancel)
    {
        int changed = 0, done = 0;
        await Parallel.ForEachAsync(built, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancel }, async (person, stop) =>
        {
            if (await profiles.RestoreAsync(person.Key, person.Value, stop)) Interlocked.Increment(ref changed);
            progress?.Report(new RebuildProgress(passes == 1 ? "Writing profiles" : $"Writing profiles, pass {pass + 1} of {passes}", Interlocked.Increment(ref done), built.Count));
        });
        return changed;
    }

    /// <summary>Profiles of people whom the log did not know when it was read, with their ETags.</summary>
    private async Task<Dictionary<string, string>> StrangersAsync(HashSet<UInt128> people, CancellationToken cancel)
    {
        var strangers = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (BlobEntry profile in store.ListAsync(BlobLayout.ProfilesPrefix, cancel))
            if (!people.Contains(HashOf(profile.Name)) && await store.GetETagAsync(profile.Name, cancel) is { } etag)
                strangers.Add(profile.Name, etag);
        return strangers;
    }

    /// <summary>Applies what came into the log since it was listed, and takes those whom it is about from the strangers.</summary>
    private async Task CatchUpAsync(
        List<BlobEntry> before, Dictionary<string, string> strangers, IProgress<RebuildProgress>? progress, CancellationToken cancel)
    {
        var read = before.Select(segment => segment.Name).ToHashSet(StringComparer.Ordinal);
        List<BlobEntry> since = await log.ListAsync(cancel: cancel).Where(segment => !read.Contains(segment.Name)).ToListAsync(cancel);
        for (int i = 0; i < since.Count; i++)
        {
            progress?.Report(new RebuildProgress("Catching up with what arrived", i, since.Count));
            IReadOnlyList<AttentionEvent> events = await log.ReadSegmentAsync(since[i].Name, cancel);
            foreach (IGrouping<string, AttentionEvent> person in events.Where(e => e.UserId is not null).GroupBy(e => e.UserId!))
            {
                strangers.Remove(BlobLayout.Profile(person.Key));
                await profiles.ApplyAsync(person.Key, await profiles.ReadAsync(person.Key, cancel), [.. person], cancel);
            }

            await items.ApplyAsync(await items.PrepareAsync(events.Where(e => e.Type.IsCatalogue()), cancel), cancel);
        }
    }

    private static UInt128 HashOf(string text) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(text));

    [LoggerMessage(1111, LogLevel.Information,
        "Rebuild: {Outcome}; {Events} events of {People} people, {Changed} profiles changed, {Removed} removed; {Items} items")]
    private partial void LogRebuilt(RebuildOutcome outcome, long events, int people, int changed, int removed, int items);
}
