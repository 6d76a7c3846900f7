using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Train;

/// <summary>Puts a candidate against the version that serves, on what neither has learnt.</summary>
internal sealed class Incumbent(ModelStore models, ILogger logger)
{
    /// <param name="split">The candidate was fitted on the training part of its test slice.</param>
    public async Task<(GateDecision Decision, string? Version)> CompareAsync(
        BlendModel candidate, DataSplit split, int cutoff, int seed, CancellationToken cancel)
    {
        if ((await models.ReadPointerAsync(cancel))?.Current is not { } version)
        {
            return (PromotionGate.NoIncumbent, null);
        }

        Measurement theirs;
        HeldOutSlice slice;
        try
        {
            var manifest = await models.ReadManifestAsync(version, cancel)
                ?? throw new FileNotFoundException($"There is no model version {version}.");
            var model = await models.LoadAsync(version, cancel);
            slice = After(split.Test, manifest.Data.To);
            var remapped = new RemappedModel(model.Model, model.ItemIds, slice.Train.ItemIds);
            theirs = FullRanking.Measure(remapped, slice, cutoff, cancel);
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException or ArgumentException or AggregateException)
        {
            logger.IncumbentFailed(e, version);
            return (PromotionGate.IncumbentFails(e.GetBaseException().Message), version);
        }

        return (PromotionGate.Decide(FullRanking.Measure(candidate, slice, cutoff, cancel), theirs, seed), version);
    }

    /// <summary>
    /// The incumbent has learnt everything up to its data's end, targets included: only what came later tests both alike. Without clock
    /// times there is no telling, and all cases count.
    /// </summary>
    private static HeldOutSlice After(HeldOutSlice slice, DateTimeOffset? end) => end is not { } time
        ? slice
        : slice with { Cases = [.. slice.Cases.Where(@case => @case.TargetTimeMs > time.ToUnixTimeMilliseconds())] };
}
