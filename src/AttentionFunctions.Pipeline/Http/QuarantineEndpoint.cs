using AttentionFunctions.Ingest;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>What arrived and is no valid event: to be read, and sent again once its cause is cured.</summary>
public sealed class QuarantineEndpoint(Quarantine quarantine, IEventQueue queue, Problem problem)
{
    /// <summary>Entries that one request replays at most, so that it ends in good time.</summary>
    public const int MaxReplayed = 500;

    /// <summary>Bytes of an entry that a list shows; the command line shows all of them.</summary>
    public const int MaxOriginalBytes = 4096;

    /// <summary><c>GET /api/quarantine?count=10</c></summary>
    public Task<IResult> ListAsync(HttpRequest request, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        (int total, IReadOnlyList<QuarantineEntry> entries) = await quarantine.NewestAsync(RequestValues.Count(request), cancel);
        return ApiJson.Ok(new QuarantineList(total, [.. entries.Select(QuarantinedView.Of)]));
    });

    /// <summary><c>POST /api/quarantine/{entryId}/replay</c></summary>
    public Task<IResult> ReplayAsync(HttpRequest request, string entryId, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        string id = RequestValues.Id(entryId, nameof(entryId));
        QuarantineEntry entry = await quarantine.FindAsync(id, cancel)
            ?? throw ApiException.NotFound($"The quarantine has no entry '{id}'. It may have been replayed already.");
        await quarantine.ReplayAsync(entry, queue, cancel);
        return ApiJson.Ok(new QuarantineReplay(1), StatusCodes.Status202Accepted);
    });

    /// <summary><c>POST /api/quarantine/replay</c>: the oldest <see cref="MaxReplayed"/> entries.</summary>
    public Task<IResult> ReplayAllAsync(HttpRequest request, CancellationToken cancel) => problem.GuardAsync(request, async () =>
        ApiJson.Ok(new QuarantineReplay(await quarantine.ReplayAllAsync(queue, MaxReplayed, cancel)), StatusCodes.Status202Accepted));
}

/// <param name="Total">Entries there are in all.</param>
/// <param name="Entries">The newest of them, newest first.</param>
public sealed record QuarantineList(int Total, IReadOnlyList<QuarantinedView> Entries);

/// <param name="Index">Position in the message, from 0.</param>
/// <param name="Bytes">Length of the original.</param>
/// <param name="Original">Its first <see cref="QuarantineEndpoint.MaxOriginalBytes"/> bytes, Base64: it may be no text at all.</param>
public sealed record QuarantinedView(
    string Id, DateTimeOffset Received, string MessageId, int Index, IReadOnlyList<string> Reasons, int Bytes, ReadOnlyMemory<byte> Original)
{
    internal static QuarantinedView Of(QuarantineEntry entry) => new(
        entry.Id, entry.Received, entry.MessageId, entry.Index, entry.Reasons, entry.Original.Length,
        entry.Original[..Math.Min(entry.Original.Length, QuarantineEndpoint.MaxOriginalBytes)]);
}

/// <param name="Replayed">Entries that the queue has taken. What is refused again comes back as a new entry.</param>
public sealed record QuarantineReplay(int Replayed);
