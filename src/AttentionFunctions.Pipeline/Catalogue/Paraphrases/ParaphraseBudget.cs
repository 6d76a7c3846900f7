using System.Text.Json.Serialization;
using AttentionFunctions.Store;

namespace AttentionFunctions.Catalogue;

/// <summary>
/// What one run may still cost, and the day it runs in. A call reserves what it may cost at most before it is made, so that a run that is
/// killed has paid too much rather than too little.
/// </summary>
internal sealed class ParaphraseBudget(IBlobStore store, ParaphraseOptions options, TimeProvider time)
{
    private int _run;

    /// <summary>Reserves the first of these calls that can be paid for.</summary>
    /// <param name="costs">Tokens of each at most.</param>
    /// <returns>How many.</returns>
    public async Task<int> ReserveAsync(IReadOnlyList<int> costs, CancellationToken cancel)
    {
        int granted = 0, reserved = 0;
        await UpdateAsync(
            day =>
            {
                (granted, reserved) = (0, 0);
                while (granted < costs.Count && _run + reserved + costs[granted] <= options.TokensPerRun && day + reserved + costs[granted] <= options.TokensPerDay)
                    reserved += costs[granted++];
                return day + reserved;
            },
            cancel);
        _run += reserved;
        return granted;
    }

    /// <param name="unused">Reserved and not spent; negative where a call cost more than it should have.</param>
    public async Task ReturnAsync(int unused, CancellationToken cancel)
    {
        _run -= unused;
        if (unused != 0) await UpdateAsync(day => Math.Max(0, day - unused), cancel);
    }

    private Task UpdateAsync(Func<long, long> change, CancellationToken cancel)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return store.UpdateAsync(
            BlobLayout.ParaphraseUse,
            stored => new ParaphraseUse(ParaphraseUse.CurrentFormat, today, change(stored is { FormatVersion: ParaphraseUse.CurrentFormat } use && use.Date == today ? use.Tokens : 0)),
            ParaphraseJson.Default.ParaphraseUse, time, cancel);
    }
}

/// <param name="Tokens">Spent or reserved on that day.</param>
internal sealed record ParaphraseUse(int FormatVersion, DateOnly Date, long Tokens)
{
    public const int CurrentFormat = 1;
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ParaphraseUse))]
internal sealed partial class ParaphraseJson : JsonSerializerContext;
