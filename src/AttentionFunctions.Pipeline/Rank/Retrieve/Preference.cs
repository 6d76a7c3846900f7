using System.Numerics.Tensors;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>
/// What one person would choose from a view. Warm items carry the blend's score. Cold items carry what their text is worth: the place that the
/// sequence encoder gives it where there is one, else its likeness to the texts of the history; standardised, and put on the blend's
/// scale at a discount, as text says less about a choice than behaviour does. One caller at a time.
/// </summary>
internal sealed class Preference : IDisposable
{
    /// <summary>How many of the blend's standard deviations one standard deviation of text affinity is worth.</summary>
    private const float ColdDiscount = 0.7f;

    private readonly RankingView _view;
    private readonly float _novelty;
    private readonly float[]? _place;
    private readonly float _placeConstant;
    private readonly float[]? _text;
    private readonly float _textConstant;

    /// <param name="history">Of warm items, newest last.</param>
    /// <param name="taste">Null when no item of the history has a text.</param>
    /// <param name="novelty">What a deviation of an item's novelty adds to its score.</param>
    public Preference(RankingView view, ReadOnlyMemory<Interaction> history, Taste? taste, float novelty = 0)
    {
        (_view, Taste, _novelty) = (view, taste, novelty);
        if (view.Indexed is { } model && history.Length > 0) Blend = model.Blend.Ask(history, novelty);
        float deviation = Blend?.Deviation ?? 1;
        if (Blend is not null && view.Cold is not null) (_place, _placeConstant) = Place(Blend, ColdDiscount * deviation);
        if (taste is not null && view.Texts is { } texts)
        {
            (float mean, float spread) = texts.Moments(taste.Vector);
            float scale = (Blend is null ? 1 : ColdDiscount) * deviation / spread;
            _text = taste.Vector.ToArray();
            TensorPrimitives.Multiply(_text, scale, _text);
            _textConstant = -scale * mean;
        }

        _placeConstant += UnknownNovelty;
        if (Blend is not null) _textConstant += UnknownNovelty;
    }

    /// <summary>Null without a model or without a history that it knows.</summary>
    public BlendQuery? Blend { get; }

    public Taste? Taste { get; }

    private float UnknownNovelty => _novelty * (_view.Indexed?.Blend.NoveltyOfUnknown ?? 0);

    /// <summary>Adds the best of the allowed items, in no particular order between sources.</summary>
    /// <param name="allowed">Positions of the view.</param>
    /// <param name="count">Of the blend, and again of the cold items: the best of all are among them.</param>
    public void AddBest(PositionSet allowed, int count, List<Candidate> into)
    {
        if (count == 0) return;
        (int Position, float Score)[] best = new (int, float)[count];
        int from = Blend is null ? 0 : _view.WarmCount;
        if (Blend is not null)
        {
            using PositionSet warm = allowed.Slice(0, _view.WarmCount);
            Add(best.AsSpan(0, Blend.Best(warm, best)), 0, 0, CandidateSource.Model, into);
        }

        if (from == _view.Count) return;
        using PositionSet cold = allowed.Slice(from, _view.Count - from);
        if (_place is not null)
        {
            using PositionSet others = _view.Cold!.TakeOthers(cold);
            int found = _view.Cold.Table.TopK(new VectorQuery(_place), Math.Min(count, cold.Count), cold, best);
            Add(best.AsSpan(0, found), from, _placeConstant, CandidateSource.Model, into);
            AddByText(others, from, best, into);
        }
        else
        {
            AddByText(cold, from, best, into);
        }
    }

    /// <summary>Any item's score; null for one of which nothing is known that the person's history says anything about.</summary>
    public float? ScoreOf(int position)
    {
        if (Blend is not null && position < _view.WarmCount)
        {
            Span<float> score = stackalloc float[1];
            Blend.Score([position], score);
            return score[0];
        }

        if (_place is not null && _view.Cold!.Has(position - _view.WarmCount))
            return _view.Cold.Table.Score(new VectorQuery(_place), position - _view.WarmCount) + _placeConstant;
        return _text is not null && _view.Texts!.VectorOf(position) is { Length: > 0 } text ? text.Dot(_text) + _textConstant : null;
    }

    public void Dispose() => Blend?.Dispose();

    private void AddByText(PositionSet positions, int from, Span<(int Position, float Score)> best, List<Candidate> into)
    {
        if (_text is null) return;
        using PositionSet all = positions.Shift(from, _view.Count);
        _view.Texts!.KeepPresent(all);
        int found = _view.Texts.TopK(_text, Math.Min(best.Length, all.Count), all, best);
        Add(best[..found], 0, _textConstant, CandidateSource.Text, into);
    }

    private static void Add(ReadOnlySpan<(int Position, float Score)> best, int from, float constant, CandidateSource source, List<Candidate> into)
    {
        foreach ((int position, float score) in best) into.Add(new Candidate(from + position, score + constant, source));
    }

    /// <summary>Standardised as the encoder scores the items that it knows: mean 0 becomes the blend's mean, which is 0.</summary>
    private static (float[]? Vector, float Constant) Place(BlendQuery blend, float scale)
    {
        foreach (BlendQuery.Asked asked in blend.Models)
        {
            if (asked.Part.Model is not SequenceModel || asked.Factor == 0) continue;
            var perDeviation = (float)(scale * asked.Factor / asked.Part.Weight);
            float[] vector = asked.Query.Vector.ToArray();
            TensorPrimitives.Multiply(vector, perDeviation, vector);
            return (vector, (float)(-perDeviation * asked.Mean));
        }

        return (null, 0);
    }
}
