using System.Text.Json.Serialization;

namespace AttentionFunctions.Train;

/// <summary>What a model version was made from, and how good it was found to be.</summary>
public sealed record ModelManifest
{
    public const int CurrentFormat = 1;

    public int FormatVersion { get; init; } = CurrentFormat;

    /// <summary>Sorts by time of making: <c>yyyyMMdd-HHmmss-</c> and six digits of the content hash.</summary>
    public required string Version { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required int Seed { get; init; }

    /// <summary>The version that served when this one was made; null for the first.</summary>
    public string? Parent { get; init; }

    public required TrainingData Data { get; init; }

    /// <summary>How the held-out slices were cut, see <see cref="DataSplit.Kind"/>.</summary>
    public required string Split { get; init; }

    public required TrainingOptions Options { get; init; }

    /// <summary>Baselines first, the blend that is served last.</summary>
    public required IReadOnlyList<ModelQuality> Quality { get; init; }

    /// <summary>By name of the model.</summary>
    public required IReadOnlyDictionary<string, float> BlendWeights { get; init; }

    public required GateDecision Gate { get; init; }

    /// <summary>Of the weights file.</summary>
    public required string ContentHash { get; init; }
}

/// <param name="From">Oldest interaction; null where the data has no clock times.</param>
/// <param name="To">Newest interaction.</param>
public sealed record TrainingData(DateTimeOffset? From, DateTimeOffset? To, int Interactions, int Users, int Items)
{
    internal static TrainingData Of(SequenceSet set)
    {
        var real = SequenceTimes.AreReal(set);
        return new(
            real ? DateTimeOffset.FromUnixTimeMilliseconds(set.Users.Min(user => user.Interactions[0].TimeMs)) : null,
            real ? DateTimeOffset.FromUnixTimeMilliseconds(SequenceTimes.Newest(set)) : null,
            set.InteractionCount, set.Users.Length, set.ItemIds.Length);
    }
}

/// <summary>A row of the evaluation without what it was computed from.</summary>
public sealed record ModelQuality(string Model, double FitSeconds, SliceQuality Validation, SliceQuality Test)
{
    internal static ModelQuality Of(EvaluationRow row) => new(row.Model, row.FitSeconds, SliceQuality.Of(row.Validation), SliceQuality.Of(row.Test));
}

/// <param name="Cases">Users that were asked.</param>
/// <param name="Cutoff">The k of hit rate, NDCG, coverage and novelty, see <see cref="Measurement"/>.</param>
public sealed record SliceQuality(int Cases, int Cutoff, double HitRate, double Ndcg, double Mrr, double Coverage, double Novelty)
{
    internal static SliceQuality Of(Measurement m) => new(m.Ranks.Length, m.Cutoff, m.HitRate, m.Ndcg, m.Mrr, m.Coverage, m.Novelty);
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(ModelManifest))]
[JsonSerializable(typeof(ModelPointer))]
[JsonSerializable(typeof(TrainingOptions))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ModelJson : JsonSerializerContext;
