using System.Buffers;
using System.Numerics.Tensors;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>Why each item is in a slate, from the parts that its score is made of.</summary>
internal sealed class ExplainSlate(
    RankingView view, Preference preference, CompiledRules rules, Interaction[] history, RankRequest request)
{
    private const int MaxReasons = 2;

    /// <summary>Of a full explanation: the events with the largest effects.</summary>
    private const int MaxEvents = 20;

    public IReadOnlyList<RankedItem> Items(Strategy strategy, IReadOnlyList<Candidate> candidates, IReadOnlyList<Chosen> chosen, Reason? first)
    {
        int[] warm = strategy is Strategy.Personal or Strategy.Search && preference.Blend is not null
            ? [.. chosen.Select(item => candidates[item.Candidate].Position).Where(position => position < view.WarmCount)]
            : [];
        int models = preference.Blend?.Models.Count ?? 0, each = warm.Length * history.Length;
        float[] parts = ArrayPool<float>.Shared.Rent(models * each);
        preference.Blend?.Contributions(warm, parts);
        var items = new RankedItem[chosen.Count];
        for (int i = 0, w = 0; i < items.Length; i++)
        {
            Candidate candidate = candidates[chosen[i].Candidate];
            int of = w < warm.Length && warm[w] == candidate.Position ? w++ : -1;
            float[] byEvent = of < 0 ? [] : Sum(parts, models, each, of);
            items[i] = Item(strategy, candidate, chosen[i], byEvent, first) with
            {
                Explanation = request.ExplainFully ? Full(candidate.Position, of < 0 ? default : parts.AsMemory(0, models * each), each, of, byEvent) : null,
            };
        }

        ArrayPool<float>.Shared.Return(parts);
        return items;
    }

    private RankedItem Item(Strategy strategy, Candidate candidate, Chosen chosen, float[] byEvent, Reason? first)
    {
        var reasons = new List<Reason>();
        if (Mark(chosen.Choice) is { } mark) reasons.Add(mark);
        if (first is not null) reasons.Add(first);
        reasons.AddRange(strategy switch
        {
            Strategy.Trending => [new Reason("trending", request.Wording.Trending)],
            Strategy.Popular => [new Reason("popular", request.Wording.Popular)],
            _ when byEvent.Length > 0 => FromHistory(byEvent),
            _ when view.ItemAt(candidate.Position) is { } item => FromText(item),
            _ => [],
        });
        foreach (RuleEffect effect in rules.BoostsOf(candidate.Position))
        {
            reasons.Add(effect.Kind == RuleEffectKind.Boosted
                ? new Reason("boosted", Wording.Fill(request.Wording.Boosted, effect.Name))
                : new Reason("buried", Wording.Fill(request.Wording.Buried, effect.Name)));
        }

        return new RankedItem(view.IdAt(candidate.Position), view.ItemAt(candidate.Position)?.Fields.Title, candidate.Score, reasons)
        {
            Choice = chosen.Choice == Choice.Best ? null : chosen.Choice,
            Propensity = chosen.Propensity,
        };
    }

    private Reason? Mark(Choice choice) => choice switch
    {
        Choice.Pinned => new Reason("pinned", request.Wording.Pinned),
        Choice.Explored => new Reason("explored", request.Wording.Explored),
        Choice.Fresh => new Reason("fresh", request.Wording.Fresh),
        _ => null,
    };

    /// <summary>The items of the history that carried the score: their share of all that speaks for it.</summary>
    private IEnumerable<Reason> FromHistory(float[] byEvent)
    {
        var byItem = new Dictionary<int, double>();
        for (int i = 0; i < byEvent.Length; i++) byItem[history[i].Item] = byItem.GetValueOrDefault(history[i].Item) + byEvent[i];
        double total = byItem.Values.Where(part => part > 0).Sum();
        if (total == 0) return [new Reason("popular", request.Wording.Popular)];
        return byItem.Where(part => part.Value > 0).OrderByDescending(part => part.Value).ThenBy(part => part.Key).Take(MaxReasons).Select(part =>
            new Reason("history", Wording.Fill(request.Wording.History, view.NameAt(part.Key)), view.IdAt(part.Key), part.Value / total));
    }

    private IEnumerable<Reason> FromText(CatalogueItem item)
    {
        // Without a text in the history the sequence encoder alone knows why.
        if (preference.Taste is null) return preference.Blend is null ? [] : [new Reason("text", request.Wording.TextOfTaste)];
        return preference.Taste.StrongestSourceOf(item) is { } source
            ? [new Reason("text", Wording.Fill(request.Wording.Text, view.Catalogue.Find(source.Item)?.Fields.Title ?? source.Item), source.Item, source.Share)]
            : [];
    }

    private Explanation Full(int position, ReadOnlyMemory<float> parts, int each, int of, float[] byEvent)
    {
        var models = new List<ModelPart>();
        for (int m = 0; of >= 0 && m < preference.Blend!.Models.Count; m++)
        {
            BlendIndex.Part part = preference.Blend.Models[m].Part;
            float score = preference.Blend.ScoreOf(m, position);
            models.Add(new ModelPart(part.Model.Name, part.Weight, score, score - TensorPrimitives.Sum(parts.Span.Slice(m * each + of * history.Length, history.Length))));
        }

        IEnumerable<EventPart> events = Enumerable.Range(0, byEvent.Length).Where(i => byEvent[i] != 0)
            .OrderByDescending(i => Math.Abs(byEvent[i])).ThenByDescending(i => i).Take(MaxEvents)
            .Select(i => new EventPart(
                view.IdAt(history[i].Item), view.ItemAt(history[i].Item)?.Fields.Title, history[i].Type, DateTimeOffset.FromUnixTimeMilliseconds(history[i].TimeMs), byEvent[i]));
        float novelty = view.Indexed is { Blend: var blend } && request.Rules.Novelty is { } weight
            ? (float)weight * (position < view.WarmCount ? blend.NoveltyOf(position) : blend.NoveltyOfUnknown)
            : 0;
        return new Explanation(models, [.. events], novelty, rules.PartsOf(position));
    }

    private float[] Sum(float[] parts, int models, int each, int item)
    {
        var sum = new float[history.Length];
        for (int m = 0; m < models; m++) TensorPrimitives.Add(sum, parts.AsSpan(m * each + item * history.Length, history.Length), sum);
        return sum;
    }
}
