using System.Globalization;

namespace AttentionFunctions.Train;

/// <summary>Trains the sequence model: once on the validation slice, and from there on to data that has more in it.</summary>
/// <param name="seed">Of everything that is drawn.</param>
/// <param name="checkpoint">Null where a killed training is to be begun anew.</param>
internal sealed class SequenceFit(
    SequencePlan plan, int seed, int threads, TrainingCheckpoint? checkpoint = null, IProgress<string>? progress = null, CancellationToken cancel = default)
{
    /// <summary>Cases measured between epochs: the standard error of their NDCG is about 0.006, the same for every epoch.</summary>
    private const int MeasuredCases = 2000;

    /// <summary>Measurements over a training: more cost time, fewer may miss the best epoch.</summary>
    private const int Measurements = 15;

    /// <summary>Measurements without improvement after which a training ends.</summary>
    private const int Patience = 4;

    /// <summary>
    /// Measurements before a training may end: with a large catalogue the model first learns what is popular, and for some epochs nothing that
    /// shows among the first ten.
    /// </summary>
    private const int LeastMeasurements = 8;

    /// <summary>Going on with what was held out costs this share of the epochs …</summary>
    private const double RefreshShare = 0.1;

    /// <summary>… at this share of the learning rate: enough to take in what is new, too little to lose what was learnt.</summary>
    private const double RefreshRate = 0.25;

    /// <summary>Going on from an earlier training costs this share of the epochs …</summary>
    private const double ResumedShare = 0.3;

    /// <summary>… at this share of the learning rate.</summary>
    private const double ResumedRate = 0.5;

    /// <summary>Null where there is no plan that the budget suffices for.</summary>
    public static SequenceFit? For(
        SequenceSet set, TrainingOptions options, int seed, TrainingCheckpoint? checkpoint = null, IProgress<string>? progress = null, CancellationToken cancel = default) =>
        SequencePlan.For(set, options.Sequence) is { } plan ? new(plan, seed, options.Sequence.Threads, checkpoint, progress, cancel) : null;

    public SequencePlan Plan => plan;

    /// <summary>The weights of the epoch that ranked the validation cases best.</summary>
    /// <param name="start">What to go on from; null, or weights of another shape, to begin anew.</param>
    public TrainedSequence Train(HeldOutSlice slice, SequenceStart? start = null)
    {
        var shape = SequenceTrainer.ShapeOf(slice.Train, plan);
        var fresh = SequenceWeights.Initial(new(shape), seed);
        var goesOn = start is not null && start.Fits(shape);
        var own = goesOn
            ? plan with { Epochs = (int)Math.Ceiling(plan.Epochs * ResumedShare), LearningRate = plan.LearningRate * ResumedRate }
            : plan;
        var resumed = checkpoint?.Read(cancel) is { } stored && stored.Fits(own, seed, shape) ? stored.Over(slice.Train.ItemIds, fresh) : null;
        var weights = resumed?.Weights ?? (goesOn ? start!.Over(slice.Train.ItemIds, fresh) : fresh);
        using var trainer = new SequenceTrainer(slice.Train, own, seed, weights, threads);
        var state = resumed ?? new(slice.Train.ItemIds, own, seed, 0, 0, weights, trainer.Step.BodyMoments, trainer.Step.ItemMoments, weights.Copy(), []);
        trainer.Step.Resume(state);

        var measured = slice with { Cases = Sample(slice.Cases) };
        var every = Math.Max(1, own.Epochs / Measurements);
        for (var epoch = state.Epochs; epoch < own.Epochs && !IsOver(state.Curve); epoch++)
        {
            var loss = trainer.Epoch(epoch, cancel);
            double? ndcg = (epoch + 1) % every == 0 || epoch + 1 == own.Epochs ? FullRanking.Measure(trainer.Model(), measured, cancel: cancel).Ndcg : null;
            var better = ndcg is { } value && value > (state.Curve.Max(point => point.ValidationNdcg) ?? -1);
            state = state with
            {
                Epochs = epoch + 1,
                Steps = trainer.Step.Steps,
                Best = better ? weights.Copy() : state.Best,
                Curve = [.. state.Curve, new(epoch + 1, loss, ndcg)],
            };
            checkpoint?.Write(state, cancel);
            progress?.Report(string.Create(CultureInfo.InvariantCulture,
                $"Sequence model, epoch {epoch + 1} of {own.Epochs}: loss {loss:F3}") + (ndcg is null ? "" : string.Create(CultureInfo.InvariantCulture, $", NDCG@10 {ndcg:F4}")));
        }

        return new(state, SequenceModel.Of(state.Best, Texts(slice.Train), SequenceScale.Of(slice.Train), slice.Train.Texts.Space));
    }

    /// <summary>Goes on for a few epochs on a set that has everything the model has learnt from, and more.</summary>
    public TrainedSequence Refresh(TrainedSequence trained, SequenceSet set)
    {
        var refresh = plan with
        {
            Epochs = (int)Math.Ceiling(plan.Epochs * RefreshShare),
            LearningRate = plan.LearningRate * RefreshRate,
            WarmUpSteps = plan.WarmUpSteps / 4,
        };
        var weights = trained.State.Best.Copy();
        using var trainer = new SequenceTrainer(set, refresh, seed, weights, threads);
        for (var epoch = 0; epoch < refresh.Epochs; epoch++)
        {
            trainer.Epoch(epoch, cancel);
            progress?.Report($"Sequence model, going on with the newest events, epoch {epoch + 1} of {refresh.Epochs}");
        }

        return new(trained.State with { Best = weights }, trainer.Model());
    }

    private static bool IsOver(IReadOnlyList<LearningPoint> curve)
    {
        double?[] measured = [.. curve.Select(point => point.ValidationNdcg).Where(ndcg => ndcg is not null)];
        return measured.Length >= LeastMeasurements && measured[^Patience..].Max() <= measured[..^Patience].Max();
    }

    private EvaluationCase[] Sample(IReadOnlyList<EvaluationCase> cases)
    {
        EvaluationCase[] shuffled = [.. cases];
        new Random(seed).Shuffle(shuffled);
        return shuffled[..Math.Min(MeasuredCases, shuffled.Length)];
    }

    private Floats Texts(SequenceSet set) => plan.Texts ? new(set.Texts.Values) : new(0);
}

/// <param name="State">As it ended, with the curve; its best weights are those of the model.</param>
internal sealed record TrainedSequence(SequenceState State, SequenceModel Model);
