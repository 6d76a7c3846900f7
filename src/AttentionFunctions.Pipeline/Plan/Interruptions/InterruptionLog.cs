using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using AttentionFunctions.Store;

namespace AttentionFunctions.Plan;

/// <summary>Decisions as they were made, what became of their notices, and the exceptions that a person's day has used.</summary>
internal sealed class InterruptionLog(IBlobStore store, TimeProvider time)
{
    /// <summary>32 hexadecimal digits, the first 12 of them milliseconds: version 7 of RFC 9562.</summary>
    private const int IdLength = 32, TimeDigits = 12;

    public Task AppendAsync(LoggedInterruptions entry, CancellationToken cancel) => store.TryCreateAsync(
        BlobLayout.InterruptionDecision(entry.Time, entry.DecisionId),
        JsonSerializer.SerializeToUtf8Bytes(entry, InterruptionJson.Default.LoggedInterruptions), cancel);

    /// <summary>Null when there is none of this id.</summary>
    public async Task<LoggedInterruptions?> FindAsync(string decisionId, CancellationToken cancel)
    {
        if (TimeOf(decisionId) is not { } at) return null;
        string name = BlobLayout.InterruptionDecision(at, decisionId);
        return await store.ReadAsync(name, cancel) is { } blob ? StoredJson.Parse(name, blob.Content.Span, InterruptionJson.Default.LoggedInterruptions) : null;
    }

    /// <summary>The first report about a notice counts: repeated ones change nothing.</summary>
    public Task ReportAsync(LoggedInterruptions decision, IEnumerable<NoticeOutcome> outcomes, CancellationToken cancel) => store.UpdateAsync(
        BlobLayout.InterruptionOutcomes(decision.Time, decision.DecisionId),
        stored => new ReportedOutcomes(1, [.. (stored?.Outcomes ?? []).Concat(outcomes).DistinctBy(outcome => outcome.Id, StringComparer.Ordinal)]),
        InterruptionJson.Default.ReportedOutcomes, time, cancel);

    /// <summary>Every decision of a day (UTC) with what was reported about its notices, by their ids.</summary>
    /// <exception cref="InvalidDataException">A newer program wrote one of them.</exception>
    public async Task<List<(LoggedInterruptions Decision, Dictionary<string, NoticeOutcome> Reported)>> ReadDayAsync(DateOnly day, CancellationToken cancel)
    {
        var decisions = new List<LoggedInterruptions>();
        var reported = new Dictionary<string, Dictionary<string, NoticeOutcome>>(StringComparer.Ordinal);
        await foreach (BlobEntry entry in store.ListAsync(BlobLayout.InterruptionDecisionsOf(day), cancel))
        {
            if (await store.ReadAsync(entry.Name, cancel) is not { } blob) continue;
            if (BlobLayout.InterruptionOutcomesId(entry.Name) is { } id)
                reported[id] = StoredJson.Parse(entry.Name, blob.Content.Span, InterruptionJson.Default.ReportedOutcomes).Outcomes.ToDictionary(outcome => outcome.Id, StringComparer.Ordinal);
            else
                decisions.Add(StoredJson.Parse(entry.Name, blob.Content.Span, InterruptionJson.Default.LoggedInterruptions));
        }

        if (decisions.Find(decision => decision.Version is < 1 or > LoggedInterruptions.CurrentVersion) is { } newer)
            throw new InvalidDataException($"Decision {newer.DecisionId} has format version {newer.Version}; this program reads versions up to {LoggedInterruptions.CurrentVersion}.");
        return decisions.ConvertAll(decision => (decision, reported.GetValueOrDefault(decision.DecisionId) ?? []));
    }

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

    private static DateTimeOffset? TimeOf(string decisionId) =>
        decisionId.Length == IdLength && decisionId.All(char.IsAsciiHexDigitLower)
        && long.Parse(decisionId.AsSpan(0, TimeDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) is var at
        && at <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(at)
            : null;
}

/// <param name="Version">Of the stored form. Version 1 had no situation: nothing is learned from it.</param>
/// <param name="UserKey">The pseudonym.</param>
internal sealed record LoggedInterruptions(
    int Version, string DecisionId, DateTimeOffset Time, string UserKey, double Depth, double Focus, double CostMinutes,
    IReadOnlyList<Notice> Notices, IReadOnlyList<NoticeDecision> Decisions, Situation? Situation = null, InterruptionDecider DecidedBy = InterruptionDecider.Rule)
{
    public const int CurrentVersion = 2;
}

internal sealed record ReportedOutcomes(int Version, IReadOnlyList<NoticeOutcome> Outcomes);

internal sealed record UsedExceptions(int Version, DateOnly Date, int Used);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(LoggedInterruptions))]
[JsonSerializable(typeof(ReportedOutcomes))]
[JsonSerializable(typeof(JudgedNotice))]
[JsonSerializable(typeof(UsedExceptions))]
internal sealed partial class InterruptionJson : JsonSerializerContext;
