using System.Diagnostics;

namespace AttentionFunctions.Train;

/// <summary>Fits every model, measures them all on the validation and the test slice, and fits the blend in between.</summary>
public static class Evaluation
{
    /// <param name="split">Of one <see cref="SequenceSet"/>. Where both slices have the same training part, nothing is fitted again for the test.</param>
    /// <param name="progress">One message per step.</param>
    public static EvaluationReport Run(DataSplit split, TrainingOptions options, int seed, IProgress<string>? progress = null, CancellationToken cancel = default) =>
        Run(split, options, seed, sequences: SequenceFit.For(split.Validation.Train, options, seed, progress: progress, cancel: cancel), start: null, progress, cancel);

    /// <param name="sequences">Null leaves the sequence model out.</param>
    /// <param name="start">What the sequence model goes on from; null to begin anew.</param>
    internal static EvaluationReport Run(
        DataSplit split, TrainingOptions options, int seed, SequenceFit? sequences, SequenceStart? start, IProgress<string>? progress, CancellationToken cancel)
    {
        TrainedSequence? trained = null;
        var validated = FittedModels.Fit(split.Validation.Train, options, seed, Trained(() => sequences!.Train(split.Validation, start)), contents: true, progress, cancel);
        var validation = Measure(validated.All, split.Validation);

        progress?.Report($"Fitting the blend on {split.Validation.Cases.Count} validation cases");
        var started = Stopwatch.GetTimestamp();
        var singles = validated.Blendable.Select(model => validation[model.Name]).ToArray();
        var weights = BlendFit.Weights(validated.Blendable, singles, split.Validation, options.Blend, seed, cancel);
        var blendSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var validatedBlend = new BlendModel(validated.Blendable, weights);
        validation[validatedBlend.Name] = FullRanking.Measure(validatedBlend, split.Validation, options.Cutoff, cancel);

        var beforeRefresh = trained;
        var tested = ReferenceEquals(split.Test.Train, split.Validation.Train)
            ? validated
            : FittedModels.Fit(split.Test.Train, options, seed, Trained(() => sequences!.Refresh(beforeRefresh!, split.Test.Train)), contents: true, progress, cancel);
        var blend = new BlendModel(tested.Blendable, weights);
        var test = Measure([.. tested.All, blend], split.Test);

        var rows = test.Select(row =>
            new EvaluationRow(row.Key, validated.Seconds.TryGetValue(row.Key, out var fit) ? fit : blendSeconds, validation[row.Key], row.Value));
        var named = tested.Blendable.Select((model, i) => (model.Name, Weight: weights[i])).ToDictionary(pair => pair.Name, pair => pair.Weight);
        return new(split.Kind, [.. rows], named, blend) { Validated = beforeRefresh, Tested = trained };

        Func<SequenceModel?>? Trained(Func<TrainedSequence> train) => sequences is null ? null : () => (trained = train()).Model;

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
