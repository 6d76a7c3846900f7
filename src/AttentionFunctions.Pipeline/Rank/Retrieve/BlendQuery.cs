using System.Buffers;
using System.Numerics.Tensors;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>A blend asked about one history. Scores are those of <see cref="BlendModel"/>. One caller at a time.</summary>
internal sealed class BlendQuery : IDisposable
{
    /// <summary>A deviation below this is rounding: all scores are the same, and say nothing.</summary>
    private const double NoDeviation = 1e-12;

    private readonly BlendIndex _index;
    private readonly Asked[] _asked;
    private readonly int _events;
    private readonly float[] _vector;
    private readonly float[] _priors;
    private readonly double _constant;
    private readonly SparseSums _differences;
    private readonly float[] _touched;

    public BlendQuery(BlendIndex index, MomentMatrix moments, ReadOnlyMemory<Interaction> history, float novelty)
    {
        (_index, _events) = (index, history.Length);
        _vector = new float[index.Table.Dimension];
        _priors = new float[index.Priors + 1];
        _differences = SparseSums.Take();
        _asked = new Asked[index.Parts.Length];
        for (int i = 0; i < _asked.Length; i++)
        {
            BlendIndex.Part part = index.Parts[i];
            IRetrievalQuery query = part.Model.Ask(history);
            (double mean, double deviation) = Moments(part, query, moments);
            _asked[i] = new Asked(part, query, mean, deviation > NoDeviation ? part.Weight / deviation : 0);
            Add(_asked[i]);
        }

        foreach (Asked asked in _asked) _constant -= asked.Factor * asked.Mean;
        _touched = ArrayPool<float>.Shared.Rent(_differences.Items.Length);
        Table.Score(new VectorQuery(_vector, _priors), _differences.Items, _touched.AsSpan(0, _differences.Items.Length));
        for (int i = 0; i < _differences.Items.Length; i++) _touched[i] += (float)_constant + _differences[_differences.Items[i]];
        Deviation = (float)DeviationOfBlend(moments);
        if (novelty == 0) return;

        // Not part of what the models say: the deviation is theirs.
        _priors[^1] = novelty;
        for (int i = 0; i < _differences.Items.Length; i++) _touched[i] += novelty * index.NoveltyOf(_differences.Items[i]);
    }

    /// <summary>Of the blend over all items; its mean is 0.</summary>
    public float Deviation { get; }

    public Asked[] Models => _asked;

    /// <summary>The best of the allowed items, best first, ties to the lower position; returns how many.</summary>
    /// <param name="allowed">Over the items of the model; changed: items that the history speaks of are taken out.</param>
    /// <param name="best">As many as are wanted.</param>
    public int Best(PositionSet allowed, Span<(int Position, float Score)> best)
    {
        ulong[] keys = ArrayPool<ulong>.Shared.Rent(best.Length);
        int count = 0;
        var top = new BestPositions(keys.AsSpan(0, best.Length), ref count);
        for (int i = 0; i < _differences.Items.Length; i++)
        {
            int item = _differences.Items[i];
            if (!allowed.Contains(item)) continue;
            allowed.Remove(item);
            top.Offer(item, _touched[i]);
        }

        int found = Table.TopK(new VectorQuery(_vector, _priors), Math.Min(best.Length, _index.Items), allowed, best);
        for (int i = 0; i < found; i++) top.Offer(best[i].Position, best[i].Score + (float)_constant);
        found = top.Drain(best);
        ArrayPool<ulong>.Shared.Return(keys);
        return found;
    }

    public void Score(ReadOnlySpan<int> items, Span<float> scores)
    {
        Table.Score(new VectorQuery(_vector, _priors), items, scores);
        for (int i = 0; i < items.Length; i++) scores[i] += (float)_constant + _differences[items[i]];
    }

    /// <summary>
    /// What each event adds to the items' scores, one model after the other. The parts of all models add up to the score, less what the item
    /// has without a history.
    /// </summary>
    /// <param name="contributions">Models × items × events; overwritten.</param>
    public void Contributions(ReadOnlySpan<int> items, Span<float> contributions)
    {
        int each = items.Length * _events;
        for (int i = 0; i < _asked.Length; i++)
        {
            Span<float> of = contributions.Slice(i * each, each);
            _asked[i].Query.Contributions(items, of);
            TensorPrimitives.Multiply(of, (float)_asked[i].Factor, of);
        }
    }

    /// <summary>What one model adds to an item's score: weight × standardised score.</summary>
    public float ScoreOf(int model, int item)
    {
        Asked asked = _asked[model];
        IRetrievalModel source = asked.Part.Model;
        double raw = source.Dimension > 0 ? TensorPrimitives.Dot(asked.Query.Vector, source.Factors.Slice(item * source.Dimension, source.Dimension)) : 0;
        if (!source.Priors.IsEmpty) raw += source.Priors[item] - asked.Part.PriorMean;
        if (asked.Query.Differences is { } differences) raw += differences[item];
        return (float)(asked.Factor * (raw - asked.Mean));
    }

    public void Dispose()
    {
        foreach (Asked asked in _asked) asked.Query.Dispose();
        _differences.Dispose();
        ArrayPool<float>.Shared.Return(_touched);
    }

    private VectorTable Table => _index.Table;

    private void Add(Asked asked)
    {
        BlendIndex.Part part = asked.Part;
        TensorPrimitives.Multiply(asked.Query.Vector, (float)(asked.Factor / part.Scale), _vector.AsSpan(part.Factors, part.Model.Dimension));
        if (part.Prior >= 0) _priors[part.Prior] = (float)asked.Factor;
        if (asked.Query.Differences is not { } differences) return;
        foreach (int item in differences.Items) _differences.Add(item, (float)(asked.Factor * differences[item]));
    }

    /// <summary>Of a model's scores over all items: from the table's moments, corrected for the few items that the history changes.</summary>
    private (double Mean, double Deviation) Moments(BlendIndex.Part part, IRetrievalQuery query, MomentMatrix moments)
    {
        double mean = 0, square = 0;
        if (part.Model.Dimension > 0)
        {
            Span<double> coefficients = stackalloc double[part.Model.Dimension];
            for (int i = 0; i < coefficients.Length; i++) coefficients[i] = query.Vector[i] / (double)part.Scale;
            mean = moments.Mean(coefficients, part.Factors);
            square = moments.MeanSquare(coefficients, part.Factors);
        }

        if (part.Prior >= 0)
        {
            // A model has factors or priors, not both: no product of the two is left out.
            mean += moments.Mean([1], _index.Dimension + part.Prior);
            square += moments.MeanSquare([1], _index.Dimension + part.Prior);
        }

        if (query.Differences is { } differences)
        {
            double first = 0, second = 0;
            ReadOnlySpan<float> priors = part.Model.Priors;
            foreach (int item in differences.Items)
            {
                double difference = differences[item];
                first += difference;
                second += difference * (2 * (priors[item] - part.PriorMean) + difference);
            }

            mean += first / _index.Items;
            square += second / _index.Items;
        }

        return (mean, Math.Sqrt(Math.Max(0, square - mean * mean)));
    }

    private double DeviationOfBlend(MomentMatrix moments)
    {
        var coefficients = new double[_index.Dimension + _index.Priors + 1];
        for (int i = 0; i < _index.Dimension; i++) coefficients[i] = _vector[i];
        for (int i = 0; i < _index.Priors; i++) coefficients[_index.Dimension + i] = _priors[i];
        coefficients[^1] = _constant;
        double square = moments.MeanSquare(coefficients, 0);
        for (int i = 0; i < _differences.Items.Length; i++)
        {
            double difference = _differences[_differences.Items[i]], without = _touched[i] - difference;
            square += difference * (2 * without + difference) / _index.Items;
        }

        return Math.Sqrt(Math.Max(0, square));
    }

    /// <param name="Mean">μ of the model's scores over all items.</param>
    /// <param name="Factor">Weight / σ; 0 where all scores are the same.</param>
    internal readonly record struct Asked(BlendIndex.Part Part, IRetrievalQuery Query, double Mean, double Factor);
}
