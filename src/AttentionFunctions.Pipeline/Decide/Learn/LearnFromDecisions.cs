using System.Globalization;
using System.IO.Hashing;
using System.Text.Json;
using AttentionFunctions.Events;
using AttentionFunctions.Store;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Decide;

/// <summary>One learning step: joins decisions with their rewards, stores them, teaches the policies, and moves the state on.</summary>
/// <remarks>
/// Any instance may take a step; the lease lets one at a time. A step reads the segments not yet joined that may hold something ripe, writes a file of joined decisions, the
/// policies' new state and a segment of the entries that still wait, and then swaps the state under its ETag; only then are the segments deleted.
/// Killed at any moment before the swap, it has changed nothing that counts: the next step reads the same segments, and knows entries
/// that are there twice by their keys. Killed after it, the next step deletes what is left over, by the names in the state.
/// </remarks>
public sealed partial class LearnFromDecisions(
    IBlobStore store, DecisionStore decisions, DecisionLog log, EventLog eventLog, TimeProvider time, ILogger<LearnFromDecisions> logger)
{
    /// <summary>Longest a lease may be; a step takes seconds. One that takes longer is caught by the ETag of the state.</summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(60);

    /// <summary>A fit reads the whole log again, which steps of a few seconds are too frequent for.</summary>
    private static readonly TimeSpan RefitEvery = TimeSpan.FromMinutes(15);

    /// <summary>Bytes of decisions that one step reads, so that its memory is bounded whatever has piled up; the next step goes on.</summary>
    internal long MaxBytes { get; set; } = 256 << 20;

    /// <returns>The state after the step, or null when another instance is taking one.</returns>
    public async Task<DecisionState?> RunAsync(CancellationToken cancel = default)
    {
        await using IBlobLease? lease = await store.TryAcquireLeaseAsync(BlobLayout.LearnLease, LeaseTime, cancel);
        if (lease is null) return null;

        DecisionConfiguration configuration = await decisions.ReadConfigurationAsync(cancel);
        DecisionState before = await decisions.ReadStateAsync(cancel);
        await DeleteAsync(before.Consumed, cancel);

        DateTimeOffset now = time.GetUtcNow();
        var open = new OpenDecisions(configuration, now);
        var read = new List<string>();
        HashSet<string> consumed = [.. before.Consumed];
        long left = MaxBytes;
        foreach (LogSegment segment in await log.SegmentsAsync(now - OpenDecisions.RipeAfter(configuration), cancel))
        {
            // Rewards are read whole: a decision must not be closed without one that is there.
            if (consumed.Contains(segment.Name) || (segment.OnlyDecisions && (left -= segment.Length) + segment.Length <= 0)) continue;
            if (await log.ReadSegmentAsync(segment.Name, cancel) is not { } entries) continue;
            read.Add(segment.Name);
            foreach (LogEntry entry in entries) open.Add(entry);
        }

        if (configuration.EventRewards.Count > 0 && open.Oldest is { } oldest)
        {
            await foreach (IReadOnlyList<AttentionEvent> events in eventLog.ReadAsync(oldest, cancel))
            {
                foreach (AttentionEvent @event in events) open.Add(@event);
            }
        }

        OpenDecisions.Outcome closed = open.Close(allRead: left >= 0);
        if (closed is { Joined.Count: 0, NotActivated: 0, LateRewards: 0 })
        {
            await ExpireAsync(configuration, cancel);
            return before;
        }

        long step = before.Step + 1;
        await StoreJoinedAsync(closed.Joined, step, cancel);
        bool learns = configuration.LearningMode != LearningMode.LoggingOnly && closed.Joined.Count > 0;
        PolicyVersion serving = learns ? await TeachAsync(before.Serving, closed.Joined, step, cancel) : before.Serving;
        Trial? trial = learns && before.Trial is { } running
            ? running with { Policy = await TeachAsync(running.Policy, closed.Joined, step, cancel) }
            : before.Trial;
        await StoreWaitingAsync(closed.Waiting, step, cancel);

        DecisionState after = await decisions.UpdateStateAsync(
            current => current.Step != before.Step || current.Serving.Name != before.Serving.Name || current.Trial?.Policy.Name != before.Trial?.Policy.Name
                ? throw new IOException("The state of the decisions changed during a learning step; the next step starts from what it is now.")
                : current with
                {
                    Step = step,
                    // How much is explored may have been set anew meanwhile, and a trial moved to another stage.
                    Serving = serving with { Settings = current.Serving.Settings },
                    Trial = current.Trial is { } running ? running with { Policy = trial!.Policy } : null,
                    Consumed = read,
                    Counts = Count(current.Counts, closed),
                },
            cancel);
        await DeleteAsync(read, cancel);
        await decisions.DeleteUnusedAsync(after, cancel);
        await ExpireAsync(configuration, cancel);
        LogStep(step, closed.Joined.Count, closed.Waiting.Count, closed.LateRewards, closed.NotActivated);
        return after;
    }

    private async Task<PolicyVersion> TeachAsync(PolicyVersion version, IReadOnlyList<JoinedDecision> joined, long step, CancellationToken cancel)
    {
        if (!version.Settings.Learns) return version;
        DecisionPolicy policy;
        if (version.Settings.Refits)
        {
            if (time.GetUtcNow() - version.UpdatedAt < RefitEvery) return version;
            IReadOnlyList<IReadOnlyList<SessionStep>> sessions = await SessionStep.ReadAsync(log, cancel: cancel);
            if (sessions.Count == 0) return version;
            policy = FittedQ.Fit(sessions, version.Settings);
        }
        else
        {
            policy = await decisions.LoadAsync(version, cancel);
            foreach (JoinedDecision decision in joined) FitPolicy.Teach(policy, decision);
        }

        // A step that was killed may have left a policy of this number.
        return await decisions.SaveAsync(policy, $"{step.ToString("D10", CultureInfo.InvariantCulture)}-{Guid.NewGuid().ToString("N")[..8]}", cancel);
    }

    private async Task StoreJoinedAsync(IReadOnlyList<JoinedDecision> joined, long step, CancellationToken cancel)
    {
        if (joined.Count == 0) return;
        byte[] file = LineFile.WriteCompressed(joined, DecisionJson.Default.JoinedDecision);
        await store.TryCreateAsync(
            BlobLayout.DecisionJoined(joined[^1].Decision.At, step, XxHash128.HashToUInt128(file).ToString("x32", CultureInfo.InvariantCulture)), file, cancel);
    }

    private async Task StoreWaitingAsync(IReadOnlyList<LogEntry> waiting, long step, CancellationToken cancel)
    {
        if (waiting.Count == 0) return;
        ReadOnlyMemory<byte>[] lines = [.. waiting.Select(entry => (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(entry, DecisionJson.Default.LogEntry))];
        // Sorts before every segment written from now on.
        string name = SegmentWriter.Name(time.GetUtcNow(), string.Create(CultureInfo.InvariantCulture, $"waiting-{step:D10}-{Guid.NewGuid().ToString("N")[..8]}"));
        await LineFile.WriteAsync(lines, file => store.TryCreateAsync(BlobLayout.DecisionSegment(name), file, cancel));
    }

    private async Task DeleteAsync(IReadOnlyList<string> segments, CancellationToken cancel)
    {
        foreach (string segment in segments) await store.DeleteAsync(segment, cancel: cancel);
    }

    private Task ExpireAsync(DecisionConfiguration configuration, CancellationToken cancel) => configuration.LogRetentionDays < 0
        ? Task.CompletedTask
        : log.DeleteJoinedAsync(time.GetUtcNow().AddDays(-configuration.LogRetentionDays), cancel);

    private static LearningCounts Count(LearningCounts counts, OpenDecisions.Outcome closed)
    {
        LearningCounts counted = counts with
        {
            NotActivated = counts.NotActivated + closed.NotActivated,
            LateRewards = counts.LateRewards + closed.LateRewards,
        };
        foreach (JoinedDecision joined in closed.Joined)
        {
            LoggedSlot slot = joined.Decision.Slots[0];
            counted = counted with
            {
                Joined = counted.Joined + 1,
                Rewarded = counted.Rewarded + (joined.Rewarded ? 1 : 0),
                Matches = counted.Matches + (slot.Chosen == slot.Predicted ? 1 : 0),
                RewardSum = counted.RewardSum + joined.Earned.Sum(),
                From = counted.From < joined.Decision.At ? counted.From : joined.Decision.At,
                To = counted.To > joined.Decision.At ? counted.To : joined.Decision.At,
            };
        }

        return counted;
    }

    [LoggerMessage(EventId = 5003, Level = LogLevel.Information,
        Message = "Decisions, step {Step}: {Joined} learnt, {Waiting} entries wait, {Late} rewards too late, {NotActivated} decisions never activated")]
    private partial void LogStep(long step, int joined, int waiting, int late, int notActivated);
}
