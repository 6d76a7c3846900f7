namespace AttentionFunctions.Train;

/// <summary>Finds the weights of a <see cref="BlendModel"/> on validation cases.</summary>
public static class BlendFit
{
    /// <summary>Weights relative to the largest, which is 1.</summary>
    private static readonly float[] Steps = [0, 0.05f, 0.1f, 0.2f, 0.35f, 0.5f, 0.7f, 1, 1.4f, 2, 3];

    /// <summary>
    /// Coordinate search from the best single model for the best NDCG, then compared with every single model on all validation cases: the
    /// result is never worse than the best of them there, and may be that one alone.
    /// </summary>
    /// <param name="models">Fitted on the slice's training part.</param>
    /// <param name="singles">Their measurements on the slice, parallel to <paramref name="models"/>.</param>
    /// <returns>One weight per model, the largest 1.</returns>
    public static float[] Weights(IReadOnlyList<IRecommenderModel> models, IReadOnlyList<Measurement> singles, HeldOutSlice slice, BlendOptions options, int seed,
        CancellationToken cancel = default)
    {
        OptionRanges.Check(options);
        var cutoff = singles[0].Cutoff;
        var bestSingle = Enumerable.Range(0, models.Count).MaxBy(m => singles[m].Ndcg);
        var candidates = BlendCandidates.Of(models, Sample(slice.Cases, options.MaxCases, seed), cancel);
        var weights = Search(candidates, Only(bestSingle, models.Count), cutoff, options.Rounds, cancel);
        var blend = FullRanking.Measure(new BlendModel(models, weights), slice, cutoff, cancel);
        return blend.Ndcg >= singles[bestSingle].Ndcg ? weights : Only(bestSingle, models.Count);
    }

    private static float[] Search(BlendCandidates candidates, float[] weights, int cutoff, int rounds, CancellationToken cancel)
    {
        var best = candidates.Ndcg(weights, cutoff);
        for (var round = 0; round < rounds; round++)
        {
            var before = best;
            for (var m = 0; m < weights.Length; m++)
            {
                foreach (var step in Steps)
                {
                    cancel.ThrowIfCancellationRequested();
                    var trial = weights.ToArray();
                    trial[m] = step;
                    if (trial.Max() == 0)
                    {
                        continue;
                    }

                    var ndcg = candidates.Ndcg(trial, cutoff);
                    if (ndcg > best)
                    {
                        (best, weights) = (ndcg, trial);
                    }
                }
            }

            weights = Array.ConvertAll(weights, weight => weight / weights.Max());
            if (best <= before)
            {
                break;
            }
        }

        return weights;
    }

    private static IReadOnlyList<EvaluationCase> Sample(IReadOnlyList<EvaluationCase> cases, int most, int seed)
    {
        if (cases.Count <= most)
        {
            return cases;
        }

        var shuffled = cases.ToArray();
        new Random(seed).Shuffle(shuffled);
        return shuffled[..most];
    }

    private static float[] Only(int model, int count)
    {
        var weights = new float[count];
        weights[model] = 1;
        return weights;
    }
}
