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

    /// <summary>Going on costs this share of the epochs …</summary>
    private const double RefreshShare = 0.1;

    /// <summary>… at this share of the learning rate: enough to take in what is new, too little to lose what was learnt.</summary>
    private const double RefreshRate = 0.25;

    /// <summary>The weights of the epoch that ranked the validation cases best.</summary>
    /// <param name="start">State of an earlier training to go on from, whose data were none of the slice's cases; null to begin anew.</param>
    /// <returns>Weights, and one point per epoch.</returns>
    public TrainedSequence Train(HeldOutSlice slice, SequenceState? start = null)
    {
        var fresh = SequenceWeights.Initial(new(SequenceTrainer.ShapeOf(slice.Train, plan)), seed);
        var resumed = checkpoint?.Read(cancel) is { } stored && stored.Plan == plan && stored.Seed == seed
            ? stored.Over(slice.Train.ItemIds, fresh) : null;
        var weights = resumed?.Weights ?? start?.Over(slice.Train.ItemIds, fresh).Best.Copy() ?? fresh;
        using var trainer = new SequenceTrainer(slice.Train, plan, seed, weights, threads);
        var state = resumed ?? new(slice.Train.ItemIds, plan, seed, 0, 0, weights, trainer.Step.BodyMoments, trainer.Step.ItemMoments, weights.Copy(), []);
        trainer.Step.Resume(state);

        var measured = slice with { Cases = Sample(slice.Cases) };
        var every = Math.Max(1, plan.Epochs / Measurements);
        for (var epoch = state.Epochs; epoch < plan.Epochs && !IsOver(state.Curve); epoch++)
        {
            var loss = trainer.Epoch(epoch, cancel);
            double? ndcg = (epoch + 1) % every == 0 || epoch + 1 == plan.Epochs ? FullRanking.Measure(trainer.Model(), measured, cancel: cancel).Ndcg : null;
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
                $"Sequence model, epoch {epoch + 1} of {plan.Epochs}: loss {loss:F3}") + (ndcg is null ? "" : string.Create(CultureInfo.InvariantCulture, $", NDCG@10 {ndcg:F4}")));
        }

        return new(state, SequenceModel.Of(state.Best, Texts(slice.Train), SequenceScale.Of(slice.Train)));
    }

    /// <summary>Goes on for a few epochs on a set that has everything the model has learnt from, and more.</summary>
    public TrainedSequence Refresh(TrainedSequence trained, SequenceSet set)
    {
        var refresh = plan with
        {
            Epochs = (int)Math.Ceiling(plan.Epochs * RefreshShare), LearningRate = plan.LearningRate * RefreshRate, WarmUpSteps = plan.WarmUpSteps / 4,
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
        return measured.Length > Patience && measured[^Patience..].Max() <= measured[..^Patience].Max();
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
