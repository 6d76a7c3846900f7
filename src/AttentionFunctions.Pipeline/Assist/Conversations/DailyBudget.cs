using AttentionFunctions.Store;

namespace AttentionFunctions.Assist;

/// <summary>What a person may cost in a UTC day. A message reserves what it may use at most and gives back what it did not.</summary>
internal sealed class DailyBudget(IBlobStore store, AssistantOptions options, TimeProvider time)
{
    /// <summary>False when the day's requests or tokens are used up; nothing is reserved then.</summary>
    public async Task<bool> TryReserveAsync(string userKey, CancellationToken cancel)
    {
        bool granted = false;
        await UpdateAsync(userKey, used =>
        {
            granted = used.Requests < options.DailyRequests && used.Tokens + options.MaxTurnTokens <= options.DailyTokens;
            return granted ? used with { Requests = used.Requests + 1, Tokens = used.Tokens + options.MaxTurnTokens } : used;
        }, cancel);
        return granted;
    }

    /// <param name="tokens">Used of the reservation.</param>
    public Task SettleAsync(string userKey, int tokens, CancellationToken cancel) =>
        UpdateAsync(userKey, used => used with { Tokens = Math.Max(0, used.Tokens - options.MaxTurnTokens + tokens) }, cancel);

    private Task UpdateAsync(string userKey, Func<DayUse, DayUse> change, CancellationToken cancel)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return store.UpdateAsync(
            BlobLayout.AssistantUse(userKey),
            stored => change(stored is { FormatVersion: DayUse.CurrentFormat } use && use.Date == today ? use : new DayUse(DayUse.CurrentFormat, today, 0, 0)),
            AssistJson.Default.DayUse, time, cancel);
    }
}
