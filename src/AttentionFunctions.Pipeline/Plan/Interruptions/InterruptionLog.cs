using System.Text.Json;
using System.Text.Json.Serialization;
using AttentionFunctions.Store;

namespace AttentionFunctions.Plan;

/// <summary>Decisions as they were made, and the exceptions that a person's day has used.</summary>
internal sealed class InterruptionLog(IBlobStore store, TimeProvider time)
{
    public Task AppendAsync(LoggedInterruptions entry, CancellationToken cancel) => store.TryCreateAsync(
        BlobLayout.InterruptionDecision(entry.Time, entry.DecisionId),
        JsonSerializer.SerializeToUtf8Bytes(entry, InterruptionJson.Default.LoggedInterruptions), cancel);

    /// <summary>Takes up to <paramref name="wanted"/> of the day's exceptions. Two requests at once never take the same one.</summary>
    /// <returns>How many were granted, and how many are left after that.</returns>
    public async Task<(int Granted, int Left)> TakeExceptionsAsync(string userKey, DateOnly date, int wanted, int perDay, CancellationToken cancel)
    {
        int granted = 0, left = 0;
        await store.UpdateAsync(
            BlobLayout.Exceptions(userKey),
            stored =>
            {
                int used = stored is { Date: { } day } && day == date ? stored.Used : 0;
                granted = Math.Clamp(perDay - used, 0, wanted);
                left = Math.Max(0, perDay - used - granted);
                return new UsedExceptions(1, date, used + granted);
            },
            InterruptionJson.Default.UsedExceptions, time, cancel);
        return (granted, left);
    }
}

/// <param name="Version">Of the stored form.</param>
/// <param name="UserKey">The pseudonym.</param>
internal sealed record LoggedInterruptions(
    int Version, string DecisionId, DateTimeOffset Time, string UserKey, double Depth, double Focus, double CostMinutes,
    IReadOnlyList<Notice> Notices, IReadOnlyList<NoticeDecision> Decisions);

internal sealed record UsedExceptions(int Version, DateOnly Date, int Used);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(LoggedInterruptions))]
[JsonSerializable(typeof(UsedExceptions))]
internal sealed partial class InterruptionJson : JsonSerializerContext;
