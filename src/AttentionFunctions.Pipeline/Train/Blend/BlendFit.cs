namespace AttentionFunctions.Train;

/// <summary>Finds the weights of a <see cref="BlendModel"/> on validation cases.</summary>
public static class BlendFit
{
    /// <summary>
    /// What <see cref="BlendObjective"/> may look at. Where the models see their targets near the top, more likelihood generalises best; where most targets are
    /// out of reach, less of it. Fitted to one half of the validation cases and measured on the other, the mean of the best two beat each of them, and a search
    /// for the best NDCG itself.
    /// </summary>
    private static readonly double[] Foci = [0.3, 0.5, 0.7, 0.9];

    /// <summary>Newton steps; it stands still after about ten.</summary>
    private const int MaxSteps = 30;

    /// <summary>A weight below this part of the largest costs a model's whole scan and changes next to nothing.</summary>
    private const float Least = 0.01f;

    /// <summary>
    /// Fitted by <see cref="BlendObjective"/> with several foci, the two with the best NDCG averaged, then compared with every single model on all validation
    /// cases: the result is never worse than the best of them there, and may be that one alone.
    /// </summary>
    /// <param name="models">Fitted on the slice's training part.</param>
    /// <param name="singles">Their measurements on the slice, parallel to <paramref name="models"/>.</param>
    /// <returns>One weight per model, the largest 1.</returns>
    public static float[] Weights(IReadOnlyList<IRecommenderModel> models, IReadOnlyList<Measurement> singles, HeldOutSlice slice, BlendOptions options, int seed,
        CancellationToken cancel = default)
    {
        OptionRanges.Check(options);
        var bestSingle = Enumerable.Range(0, models.Count).MaxBy(m => singles[m].Ndcg);
        var candidates = BlendCandidates.Of(models, Sample(slice.Cases, options.MaxCases, seed), cancel);
        var cutoff = singles[0].Cutoff;
        var fits = Foci.Select(focus => Maximise(new(candidates, focus), Only(bestSingle, models.Count), cancel));
        var weights = Mean([.. fits.OrderByDescending(fit => candidates.Ndcg(fit, cutoff)).Take(2)]);
        var blend = FullRanking.Measure(new BlendModel(models, weights), slice, cutoff, cancel);

        // Of two that rank alike the simpler one.
        return blend.Ndcg > singles[bestSingle].Ndcg ? weights : Only(bestSingle, models.Count);
    }

    /// <returns>They sum to 1; <paramref name="start"/> where nothing is better than no weights.</returns>
    private static float[] Maximise(BlendObjective objective, float[] start, CancellationToken cancel)
    {
        var weights = Array.ConvertAll(start, weight => (double)weight);
        var here = objective.At(weights, cancel);
        for (var step = 0; step < MaxSteps; step++)
        {
            var next = here.Step(weights);
            var there = objective.At(next, cancel);

            // The quadratic may overshoot what it stands for; some part of the way is always better, until rounding is all that is left.
            for (var halvings = 0; there.Value <= here.Value && halvings < 10; halvings++)
            {
                next = [.. next.Zip(weights, (far, near) => (far + near) / 2)];
                there = objective.At(next, cancel);
            }

            if (there.Value <= here.Value + 1e-9)
            {
                break;
            }

            (weights, here) = (next, there);
        }

        var sum = weights.Sum();
        return sum > 0 ? Array.ConvertAll(weights, weight => (float)(weight / sum)) : start;
    }

    private static float[] Mean(float[][] fits)
    {
        var mean = Enumerable.Range(0, fits[0].Length).Select(m => fits.Average(fit => fit[m])).ToArray();
        var largest = mean.Max();
        return Array.ConvertAll(mean, weight => weight > Least * largest ? weight / largest : 0);
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
