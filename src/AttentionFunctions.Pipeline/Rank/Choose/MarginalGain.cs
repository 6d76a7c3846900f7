namespace AttentionFunctions.Rank;

/// <summary>What a candidate would add to the slate as it is: the score, less what the chosen ones make of it.</summary>
/// <remarks>Index i is the i-th candidate. One slate, one caller.</remarks>
internal abstract class MarginalGain(CandidateVectors? vectors) : IDisposable
{
    /// <summary>Of the candidates; null where their likeness does not count.</summary>
    protected CandidateVectors? Vectors => vectors;

    public abstract double Of(int candidate);

    public abstract void Take(int candidate);

    public void Dispose() => vectors?.Dispose();

    /// <param name="creators">Of the candidates; null for none.</param>
    /// <param name="similarity">Unit vectors of the candidates; asked for only where it is needed.</param>
    public static MarginalGain For(IReadOnlyList<Candidate> candidates, DiversityOptions? options, Func<int, string?> creators, Func<CandidateVectors> similarity)
    {
        var scores = new CreatorDiscount(candidates, options, creators);
        if (options is null || options.Strength == 0) return scores;
        return options.Method == DiversityMethod.Dpp
            ? new DeterminantalGain(scores, candidates.Count, options.Strength, similarity())
            : new MmrGain(scores, candidates.Count, options.Strength, similarity());
    }
}

/// <summary>The score, with the attractiveness of further items of a creator discounted.</summary>
internal sealed class CreatorDiscount(IReadOnlyList<Candidate> candidates, DiversityOptions? options, Func<int, string?> creators) : MarginalGain(null)
{
    private readonly Dictionary<string, int>? _taken = options is { CreatorDecay: < 1 } ? new(StringComparer.Ordinal) : null;
    private readonly (float Lowest, float Range) _range = Range(candidates);

    public override double Of(int candidate)
    {
        double score = candidates[candidate].Score;
        if (_taken is null || creators(candidate) is not { } creator || !_taken.TryGetValue(creator, out int k)) return score;
        return score + Math.Log((1 - options!.CreatorFloor) * Math.Pow(options.CreatorDecay, k) + options.CreatorFloor);
    }

    public override void Take(int candidate)
    {
        if (_taken is not null && creators(candidate) is { } creator) _taken[creator] = _taken.GetValueOrDefault(creator) + 1;
    }

    /// <summary>The score on a scale on which the candidates reach from 0 to 1, so that a strength means the same for every model and person.</summary>
    public double Relevance(int candidate) => (Of(candidate) - _range.Lowest) / _range.Range;

    private static (float, float) Range(IReadOnlyList<Candidate> candidates)
    {
        if (candidates.Count == 0) return (0, 1);
        float lowest = candidates.Min(candidate => candidate.Score), highest = candidates.Max(candidate => candidate.Score);
        return (lowest, highest > lowest ? highest - lowest : 1);
    }
}

/// <summary>(1 − λ)·relevance − λ·(largest cosine to what was chosen).</summary>
internal sealed class MmrGain(CreatorDiscount scores, int count, double strength, CandidateVectors vectors) : MarginalGain(vectors)
{
    private readonly float[] _nearest = new float[count];
    private bool _any;

    public override double Of(int candidate) =>
        (1 - strength) * scores.Relevance(candidate) - strength * (_any ? _nearest[candidate] : 0);

    public override void Take(int candidate)
    {
        scores.Take(candidate);
        for (int i = 0; i < _nearest.Length; i++)
        {
            float cosine = Vectors!.Cosine(i, candidate);
            _nearest[i] = _any ? Math.Max(_nearest[i], cosine) : cosine;
        }

        _any = true;
    }
}

/// <summary>
/// log det of the kernel L = diag(q)·S·diag(q) grows by log q² + log d², where d² is what of the candidate's vector the chosen ones do not span:
/// one more row of a Cholesky factor per choice. q = e^(α·relevance) with α = (1 − λ)/λ, so that λ → 1 leaves unlikeness alone.
/// </summary>
internal sealed class DeterminantalGain : MarginalGain
{
    /// <summary>Below it a candidate is a copy of what was chosen; the logarithm would only tell rounding errors apart.</summary>
    private const double LeastRest = 1e-6;

    private readonly CreatorDiscount _scores;
    private readonly double _alpha;
    private readonly double[] _rest;
    private readonly List<double[]> _rows = [];

    public DeterminantalGain(CreatorDiscount scores, int count, double strength, CandidateVectors vectors) : base(vectors)
    {
        (_scores, _alpha) = (scores, (1 - strength) / strength);
        _rest = new double[count];
        for (int i = 0; i < count; i++) _rest[i] = vectors.Cosine(i, i) > 0 ? 1 : LeastRest;
    }

    public override double Of(int candidate) => 2 * _alpha * _scores.Relevance(candidate) + Math.Log(Math.Max(_rest[candidate], LeastRest));

    public override void Take(int candidate)
    {
        _scores.Take(candidate);
        double root = Math.Sqrt(Math.Max(_rest[candidate], LeastRest));
        var row = new double[_rest.Length];
        for (int i = 0; i < row.Length; i++)
        {
            double product = Vectors!.Cosine(i, candidate);
            foreach (double[] earlier in _rows) product -= earlier[i] * earlier[candidate];
            row[i] = product / root;
            _rest[i] -= row[i] * row[i];
        }

        _rows.Add(row);
    }
}
