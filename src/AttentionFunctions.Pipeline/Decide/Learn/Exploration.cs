namespace AttentionFunctions.Decide;

/// <summary>Turns predictions into the distribution that the action is drawn from, and that is logged.</summary>
/// <remarks>
/// Every method fills <c>into</c>, one probability per action, summing to 1. <see cref="Floor"/> is applied last, so that no allowed action has
/// probability 0 and every other policy can be evaluated on the log.
/// </remarks>
internal static class Exploration
{
    /// <summary>All on the best action; ties go to the first.</summary>
    public static void Greedy(ReadOnlySpan<double> means, Span<double> into)
    {
        into.Clear();
        into[Best(means)] = 1;
    }

    /// <summary>Li et al. 2010, algorithm 1, line 11: argmax of mean + α × width.</summary>
    public static void UpperConfidence(ReadOnlySpan<RewardPrediction> predictions, double alpha, Span<double> into)
    {
        Span<double> bounds = stackalloc double[predictions.Length];
        for (int a = 0; a < bounds.Length; a++) bounds[a] = predictions[a].Mean + alpha * predictions[a].Deviation;
        Greedy(bounds, into);
    }

    /// <summary>
    /// Foster and Rakhlin, "Beyond UCB: Optimal and Efficient Contextual Bandits with Regression Oracles", 2020, algorithm 1:
    /// p(a) = 1 / (K + γ (best − ŷ(a))) for all but the best, which takes the rest.
    /// </summary>
    /// <param name="gamma">Learning rate γ ≥ 0: 0 is uniform; the larger, the greedier.</param>
    public static void SquareCb(ReadOnlySpan<double> means, double gamma, Span<double> into)
    {
        int best = Best(means);
        double others = 0;
        for (int a = 0; a < means.Length; a++)
        {
            if (a == best) continue;
            into[a] = 1 / (means.Length + gamma * (means[best] - means[a]));
            others += into[a];
        }

        into[best] = 1 - others;
    }

    /// <summary>
    /// Thompson sampling (Chapelle and Li 2011; Agrawal and Goyal, "Thompson Sampling for Contextual Bandits with Linear Payoffs", 2013):
    /// the share of draws from the posterior in which an action is the best.
    /// </summary>
    /// <remarks>
    /// One draw would be the classic algorithm, but its propensity has no closed form. Here the frequencies of <paramref name="draws"/> draws are
    /// <b>the policy</b>: the action is drawn from them, so the logged propensity is exact whatever the number of draws. Scores are drawn from
    /// their marginals; that two actions share features is neglected, which explores somewhat more.
    /// </remarks>
    public static void Thompson(ReadOnlySpan<RewardPrediction> predictions, double scale, int draws, ulong seed, Span<double> into)
    {
        into.Clear();
        var random = new GaussianDraws(seed);
        for (int draw = 0; draw < draws; draw++)
        {
            int best = 0;
            double highest = double.NegativeInfinity;
            for (int a = 0; a < predictions.Length; a++)
            {
                double score = predictions[a].Mean + scale * predictions[a].Deviation * random.Next();
                if (score > highest) (best, highest) = (a, score);
            }

            into[best] += 1.0 / draws;
        }
    }

    /// <summary>p ← (1 − ε) p + ε / K. On top of a greedy choice this is ε-greedy.</summary>
    public static void Floor(Span<double> probabilities, double epsilon)
    {
        double sum = 0;
        foreach (double p in probabilities) sum += p;
        for (int a = 0; a < probabilities.Length; a++) probabilities[a] = (1 - epsilon) * probabilities[a] / sum + epsilon / probabilities.Length;
    }

    public static int Best(ReadOnlySpan<double> values)
    {
        int best = 0;
        for (int a = 1; a < values.Length; a++)
        {
            if (values[a] > values[best]) best = a;
        }

        return best;
    }

    /// <summary>The action at <paramref name="u"/> ∈ [0, 1) of the cumulated probabilities.</summary>
    public static int Draw(ReadOnlySpan<double> probabilities, double u)
    {
        int last = 0;
        for (int a = 0; a < probabilities.Length; a++)
        {
            if (probabilities[a] <= 0) continue;
            last = a;
            u -= probabilities[a];
            if (u < 0) return a;
        }

        return last; // rounding: the sum fell short of u by an ulp
    }
}
