using System.Diagnostics;

namespace AttentionFunctions.Train;

/// <summary>The models of one training set.</summary>
/// <param name="Seconds">What fitting took, by name of the model.</param>
public sealed record FittedModels(
    PopularityModel Popularity, MarkovModel Markov, SmoothedMarkovModel SmoothedMarkov, IalsModel Ials, IReadOnlyDictionary<string, double> Seconds)
{
    /// <summary>What the blend is made of, in the order of its weights.</summary>
    public IReadOnlyList<IRecommenderModel> Blendable { get; } = TrainedModel.Blendable(Popularity, SmoothedMarkov, Ials);

    /// <summary>Every row of an evaluation except the blend.</summary>
    public IReadOnlyList<IRecommenderModel> All { get; } = [Popularity, Markov, SmoothedMarkov, Ials];

    public static FittedModels Fit(SequenceSet set, TrainingOptions options, int seed, CancellationToken cancel = default)
    {
        OptionRanges.Check(options);
        var seconds = new Dictionary<string, double>();
        var popularity = Timed(() => PopularityModel.Fit(set, options.Popularity));
        var markov = Timed(() => MarkovModel.Fit(set, options.Markov, cancel));
        var smoothed = Timed(() => new SmoothedMarkovModel(TransitionCounts.Fit(set, options.Markov, cancel), popularity.Counts, options.SmoothedMarkov));
        var ials = Timed(() => IalsModel.Fit(set, options.Ials, seed, cancel));
        return new(popularity, markov, smoothed, ials, seconds);

        T Timed<T>(Func<T> fit)
            where T : IRecommenderModel
        {
            var started = Stopwatch.GetTimestamp();
            var model = fit();
            seconds[model.Name] = Stopwatch.GetElapsedTime(started).TotalSeconds;
            return model;
        }
    }
}
