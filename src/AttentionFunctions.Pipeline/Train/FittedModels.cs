using System.Diagnostics;

namespace AttentionFunctions.Train;

/// <summary>The models of one training set.</summary>
/// <param name="Sequence">Null where the budget or the data did not suffice for one.</param>
/// <param name="Contents">Baselines that know nothing but texts; empty where there are none, or nobody asked.</param>
/// <param name="Seconds">What fitting took, by name of the model.</param>
public sealed record FittedModels(
    PopularityModel Popularity, MarkovModel Markov, SmoothedMarkovModel SmoothedMarkov, IalsModel Ials, LinearModel Linear, SequenceModel? Sequence,
    IReadOnlyList<IRecommenderModel> Contents, IReadOnlyDictionary<string, double> Seconds)
{
    /// <summary>What the blend is made of, in the order of its weights. The plain Markov chain is a baseline only.</summary>
    public IReadOnlyList<IRecommenderModel> Blendable { get; } =
        Sequence is null ? [Popularity, SmoothedMarkov, Ials, Linear] : [Popularity, SmoothedMarkov, Ials, Linear, Sequence];

    /// <summary>Every row of an evaluation except the blend.</summary>
    public IReadOnlyList<IRecommenderModel> All { get; } =
        [Popularity, .. Contents, Markov, SmoothedMarkov, Ials, Linear, .. Sequence is null ? (IRecommenderModel[])[] : [Sequence]];

    /// <param name="sequence">Trains the sequence model, which takes far longer than all others; null for none.</param>
    /// <param name="contents">Whether the content baselines are asked for.</param>
    internal static FittedModels Fit(SequenceSet set, TrainingOptions options, int seed, Func<SequenceModel?>? sequence = null, bool contents = false,
        IProgress<string>? progress = null, CancellationToken cancel = default)
    {
        OptionRanges.Check(options);
        progress?.Report($"Fitting on {set.InteractionCount} interactions");
        var seconds = new Dictionary<string, double>();
        var popularity = Timed(() => PopularityModel.Fit(set, options.Popularity));
        var markov = Timed(() => MarkovModel.Fit(set, options.Markov, cancel));
        var smoothed = Timed(() => new SmoothedMarkovModel(TransitionCounts.Fit(set, options.Markov, cancel), popularity.Counts, options.SmoothedMarkov));
        var ials = Timed(() => IalsModel.Fit(set, options.Ials, seed, cancel));
        var linear = Timed(() => LinearModel.Fit(set, options.Linear, cancel));
        IRecommenderModel[] texts = contents && set.Texts.Dimension > 0
            ? [Timed(() => CosineModel.Fit(set, options.Perceptron.Content)), Timed(() => PerceptronModel.Fit(set, options.Perceptron, seed, cancel))]
            : [];
        return new(popularity, markov, smoothed, ials, linear, sequence is null ? null : Timed(sequence), texts, seconds);

        T Timed<T>(Func<T> fit)
            where T : IRecommenderModel?
        {
            var started = Stopwatch.GetTimestamp();
            var model = fit();
            if (model is not null)
            {
                seconds[model.Name] = Stopwatch.GetElapsedTime(started).TotalSeconds;
            }

            return model;
        }
    }
}
