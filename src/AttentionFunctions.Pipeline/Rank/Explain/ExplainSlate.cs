using System.Buffers;
using System.Numerics.Tensors;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>Why each item is in a slate, from the parts that its score is made of.</summary>
internal sealed class ExplainSlate
{
    private const int MaxReasons = 2;

    /// <summary>Of a full explanation: the events with the largest effects.</summary>
    private const int MaxEvents = 20;

    private readonly RankingView _view;
    private readonly Preference _preference;
    private readonly CompiledRules _rules;
    private readonly Interaction[] _history;
    private readonly RankRequest _request;

    /// <summary>The items of the history, each once, in order of positions; and which of them each event is of.</summary>
    private readonly int[] _items, _itemOf;

    /// <summary>Of the same items, as far as they were asked for.</summary>
    private readonly (string Id, string? Title)?[] _names;

    public ExplainSlate(RankingView view, Preference preference, CompiledRules rules, Interaction[] history, RankRequest request)
    {
        (_view, _preference, _rules, _history, _request) = (view, preference, rules, history, request);
        _itemOf = Array.ConvertAll(history, interaction => interaction.Item);
        _items = [.. _itemOf.Distinct().Order()];
        for (int i = 0; i < _itemOf.Length; i++) _itemOf[i] = Array.BinarySearch(_items, _itemOf[i]);
        _names = new (string, string?)?[_items.Length];
    }

    public IReadOnlyList<RankedItem> Items(Strategy strategy, IReadOnlyList<Candidate> candidates, IReadOnlyList<Chosen> chosen, Reason? first)
    {
        int[] warm = strategy is Strategy.Personal or Strategy.Search && _preference.Blend is not null
            ? [.. chosen.Select(item => candidates[item.Candidate].Position).Where(position => position < _view.WarmCount)]
            : [];
        int models = _preference.Blend?.Models.Length ?? 0, each = warm.Length * _history.Length;
        float[] parts = ArrayPool<float>.Shared.Rent(models * each), byEvent = ArrayPool<float>.Shared.Rent(_history.Length);
        _preference.Blend?.Contributions(warm, parts);
        var items = new RankedItem[chosen.Count];
        for (int i = 0, w = 0; i < items.Length; i++)
        {
            Candidate candidate = candidates[chosen[i].Candidate];
            int of = w < warm.Length && warm[w] == candidate.Position ? w++ : -1;
            if (of >= 0) Sum(parts, models, each, of, byEvent);
            Explanation? full = !_request.ExplainFully ? null
                : of < 0 ? Full(candidate.Position, [], [])
                : Full(candidate.Position, ModelParts(candidate.Position, parts, each, of), EventParts(byEvent));
            items[i] = Item(strategy, candidate, chosen[i], of < 0 ? null : byEvent, first, full);
        }

        ArrayPool<float>.Shared.Return(parts);
        ArrayPool<float>.Shared.Return(byEvent);
        return items;
    }

    /// <param name="byEvent">What each event of the history adds; null where the item's score is made of no events.</param>
    private RankedItem Item(Strategy strategy, Candidate candidate, Chosen chosen, float[]? byEvent, Reason? first, Explanation? full)
    {
        var reasons = new List<Reason>();
        if (Mark(chosen.Choice) is { } mark) reasons.Add(mark);
        if (first is not null) reasons.Add(first);
        if (strategy == Strategy.Trending) reasons.Add(new Reason("trending", _request.Wording.Trending));
        else if (strategy == Strategy.Popular) reasons.Add(new Reason("popular", _request.Wording.Popular));
        else if (byEvent is not null && _history.Length > 0) AddFromHistory(byEvent, reasons);
        else if (FromText(candidate.Position) is { } text) reasons.Add(text);
        foreach (RuleEffect effect in _rules.BoostsOf(candidate.Position))
        {
            reasons.Add(effect.Kind == RuleEffectKind.Boosted
                ? new Reason("boosted", Wording.Fill(_request.Wording.Boosted, effect.Name))
                : new Reason("buried", Wording.Fill(_request.Wording.Buried, effect.Name)));
        }

        return new RankedItem(_view.IdAt(candidate.Position), _view.TitleAt(candidate.Position), candidate.Score, reasons)
        {
            Choice = chosen.Choice == Choice.Best ? null : chosen.Choice,
            Propensity = chosen.Propensity,
            Explanation = full,
        };
    }

    private Reason? Mark(Choice choice) => choice switch
    {
        Choice.Pinned => new Reason("pinned", _request.Wording.Pinned),
        Choice.Explored => new Reason("explored", _request.Wording.Explored),
        Choice.Fresh => new Reason("fresh", _request.Wording.Fresh),
        _ => null,
    };

    /// <summary>The items of the history that carried the score: their share of all that speaks for it.</summary>
    private void AddFromHistory(float[] byEvent, List<Reason> reasons)
    {
        double[] parts = ArrayPool<double>.Shared.Rent(_items.Length);
        Span<double> byItem = parts.AsSpan(0, _items.Length);
        byItem.Clear();
        for (int i = 0; i < _itemOf.Length; i++) byItem[_itemOf[i]] += byEvent[i];
        double total = 0;
        foreach (double part in byItem) total += Math.Max(0, part);
        if (total == 0) reasons.Add(new Reason("popular", _request.Wording.Popular));
        for (int n = 0; n < MaxReasons && TensorPrimitives.IndexOfMax<double>(byItem) is var best && byItem[best] > 0; n++)
        {
            (string id, string? title) = NameOf(best);
            reasons.Add(new Reason("history", Wording.Fill(_request.Wording.History, title ?? id), id, byItem[best] / total));
            byItem[best] = 0;
        }

        ArrayPool<double>.Shared.Return(parts);
    }

    private Reason? FromText(int position)
    {
        if (_view.HeadAt(position) is null) return null;

        // Without a text in the history the sequence encoder alone knows why.
        if (_preference.Taste is null) return _preference.Blend is null ? null : new Reason("text", _request.Wording.TextOfTaste);
        return _preference.Taste.StrongestSourceOf(_view.TextAt(position)) is { } source
            ? new Reason("text", Wording.Fill(_request.Wording.Text, _view.Catalogue.Find(source.Item)?.Fields.Title ?? source.Item), source.Item, source.Share)
            : null;
    }

    private Explanation Full(int position, IReadOnlyList<ModelPart> models, IReadOnlyList<EventPart> events)
    {
        float novelty = _view.Indexed is { Blend: var blend } && _request.Rules.Novelty is { } weight
            ? (float)weight * (position < _view.WarmCount ? blend.NoveltyOf(position) : blend.NoveltyOfUnknown)
            : 0;
        return new Explanation(models, events, novelty, _rules.PartsOf(position));
    }

    private ModelPart[] ModelParts(int position, ReadOnlySpan<float> parts, int each, int of)
    {
        BlendQuery.Asked[] models = _preference.Blend!.Models;
        var found = new ModelPart[models.Length];
        for (int m = 0; m < models.Length; m++)
        {
            BlendIndex.Part part = models[m].Part;
            float score = _preference.Blend.ScoreOf(m, position);
            found[m] = new ModelPart(part.Model.Name, part.Weight, score, score - TensorPrimitives.Sum(parts.Slice(m * each + of * _history.Length, _history.Length)));
        }

        return found;
    }

    /// <summary>Largest effect first; of equal ones the newest.</summary>
    private EventPart[] EventParts(float[] byEvent)
    {
        int[] rented = ArrayPool<int>.Shared.Rent(_history.Length);
        int count = 0;
        for (int i = 0; i < _history.Length; i++)
            if (byEvent[i] != 0) rented[count++] = i;
        Span<int> order = rented.AsSpan(0, count);
        order.Sort((a, b) => Math.Abs(byEvent[b]).CompareTo(Math.Abs(byEvent[a])) is not 0 and var bySize ? bySize : b.CompareTo(a));
        var parts = new EventPart[Math.Min(MaxEvents, count)];
        for (int n = 0; n < parts.Length; n++)
        {
            Interaction of = _history[order[n]];
            (string id, string? title) = NameOf(_itemOf[order[n]]);
            parts[n] = new EventPart(id, title, of.Type, DateTimeOffset.FromUnixTimeMilliseconds(of.TimeMs), byEvent[order[n]]);
        }

        ArrayPool<int>.Shared.Return(rented);
        return parts;
    }

    private (string Id, string? Title) NameOf(int item) =>
        _names[item] ??= (_view.IdAt(_items[item]), _view.TitleAt(_items[item]));

    /// <summary>All models together.</summary>
    private void Sum(ReadOnlySpan<float> parts, int models, int each, int item, float[] byEvent)
    {
        Span<float> sum = byEvent.AsSpan(0, _history.Length);
        sum.Clear();
        for (int m = 0; m < models; m++) TensorPrimitives.Add(sum, parts.Slice(m * each + item * _history.Length, _history.Length), sum);
    }
}
