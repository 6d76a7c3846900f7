using System.Globalization;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Embed;
using AttentionFunctions.Rank;

namespace AttentionFunctions.Watch;

/// <summary>Asks every part that a request needs, for real: it reads the store and encodes a word.</summary>
public sealed class HealthCheck(CatalogueStore catalogue, CurrentModel models, ITextEncoder encoder, TimeProvider time)
{
    public async Task<HealthReport> RunAsync(CancellationToken cancel = default)
    {
        PartHealth[] parts =
        [
            await AskAsync("store", async () => $"{(await catalogue.RefreshAsync(cancel)).Items.Count} items"),
            await AskAsync("model", async () => await models.GetAsync(cancel) is { } model
                ? string.Create(CultureInfo.InvariantCulture, $"version {model.Trained.Version}, {model.Blend.Items} items, {model.Blend.Table.Bytes / 1e6:F0} MB indexed; {Environment.WorkingSet / 1e6:F0} MB in all")
                : "none promoted yet: recommendations are by text and by what is trending"),
            await AskAsync("encoder", () => Task.FromResult($"{encoder.Id}, {encoder.Encode(["ready"], cancel: cancel)[0].Length} dimensions")),
        ];
        return new HealthReport(parts.All(part => part.Healthy), parts, time.GetUtcNow());
    }

    private static async Task<PartHealth> AskAsync(string name, Func<Task<string>> ask)
    {
        try
        {
            return new PartHealth(name, true, await ask());
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever it is, the part does not work: to say so is this check's whole purpose.
            return new PartHealth(name, false, $"{e.GetType().Name}: {e.Message}");
        }
    }
}

public sealed record HealthReport(bool Healthy, IReadOnlyList<PartHealth> Parts, DateTimeOffset At);

/// <param name="Detail">For people.</param>
public sealed record PartHealth(string Name, bool Healthy, string Detail);
