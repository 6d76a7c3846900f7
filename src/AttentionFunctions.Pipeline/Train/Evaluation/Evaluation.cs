using System.Diagnostics;

namespace AttentionFunctions.Train;

/// <summary>Fits every model, measures them all on the validation and the test slice, and fits the blend in between.</summary>
public static class Evaluation
{
    /// <param name="split">Of one <see cref="SequenceSet"/>.</param>
    /// <param name="progress">One message per step.</param>
    public static EvaluationReport Run(DataSplit split, TrainingOptions options, int seed, IProgress<string>? progress = null, CancellationToken cancel = default)
    {
        progress?.Report($"Fitting on {split.Validation.Train.InteractionCount} interactions, before the validation slice");
        var validated = FittedModels.Fit(split.Validation.Train, options, seed, cancel);
        var validation = Measure(validated.All, split.Validation);

        progress?.Report($"Fitting the blend on {split.Validation.Cases.Count} validation cases");
        var started = Stopwatch.GetTimestamp();
        var singles = validated.Blendable.Select(model => validation[model.Name]).ToArray();
        var weights = BlendFit.Weights(validated.Blendable, singles, split.Validation, options.Blend, seed, cancel);
        var blendSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var validatedBlend = new BlendModel(validated.Blendable, weights);
        validation[validatedBlend.Name] = FullRanking.Measure(validatedBlend, split.Validation, options.Cutoff, cancel);

        progress?.Report($"Fitting on {split.Test.Train.InteractionCount} interactions, before the test slice");
        var tested = FittedModels.Fit(split.Test.Train, options, seed, cancel);
        var blend = new BlendModel(tested.Blendable, weights);
        var test = Measure([.. tested.All, blend], split.Test);

        var rows = test.Select(row =>
            new EvaluationRow(row.Key, tested.Seconds.TryGetValue(row.Key, out var fit) ? fit : blendSeconds, validation[row.Key], row.Value));
        var named = tested.Blendable.Select((model, i) => (model.Name, Weight: weights[i])).ToDictionary(pair => pair.Name, pair => pair.Weight);
        return new(split.Kind, [.. rows], named, blend);

        Dictionary<string, Measurement> Measure(IReadOnlyList<IRecommenderModel> models, HeldOutSlice slice)
        {
            var measured = new Dictionary<string, Measurement>();
            foreach (var model in models)
            {
                progress?.Report($"Ranking {slice.Cases.Count} held-out targets with {model.Name}");
                measured.Add(model.Name, FullRanking.Measure(model, slice, options.Cutoff, cancel));
            }

            return measured;
        }
    }
}
