using AttentionFunctions.Events;
using AttentionFunctions.Profiles;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>One slate for one person: candidates by score → rules → choice of the set → reasons. Works on one view from start to end.</summary>
internal sealed class RankSlate : IDisposable
{
    /// <summary>Candidates that the set is chosen from at least, and per item wanted: what is further down would cost too much quality.</summary>
    private const int LeastCandidates = 100, CandidatesPerItem = 4;

    /// <summary>A policy of fairness gives up score for exposure, so it chooses from fewer.</summary>
    private const int FairCandidatesPerItem = 3;

    /// <summary>Cosine below which an item is not about the words: with the embedded encoder, what shares no word and no longer part of one.</summary>
    private const float LeastLikeness = 0.1f;

    /// <summary>Of the best likeness: what is further off is there by chance.</summary>
    private const float LeastShareOfBest = 0.4f;

    private readonly RankingView _view;
    private readonly Profile _profile;
    private readonly RankRequest _request;
    private readonly DateTimeOffset _now;
    private readonly Interaction[] _history;
    private readonly Taste? _taste;
    private readonly CompiledRules _rules;
    private readonly PositionSet _allowed;
    private readonly Preference _preference;
    private readonly GatherCandidates _gather;
    private readonly HashSet<string> _withdrawn = new(StringComparer.Ordinal);

    public RankSlate(RankingView view, Profile profile, RankRequest request, TrendRanking trend, AttentionWeight weights, DateTimeOffset now)
    {
        (_view, _profile, _request, _now) = (view, profile, request, now);
        _history = History.Warm(profile, view, weights);
        _taste = Taste.Of(profile, view, weights);
        _rules = new CompiledRules(request.Rules, new RuleContext(view.Rules, profile, request.OwnerId, request.Context, now));
        _allowed = new PositionSet(view.Count);
        _allowed.AddAll();
        _rules.Allow(_allowed);
        _preference = new Preference(view, _history, _taste, (float)(request.Rules.Novelty ?? 0));
        _gather = new GatherCandidates(view, _preference, _rules, _allowed, trend, request, now);
    }

    private Strategy Known => _preference.Blend is not null ? Strategy.Personal : Strategy.Text;

    private bool IsKnown => _preference.Blend is not null || _taste is not null;

    /// <summary>For the person, or for anybody when nothing is known of them.</summary>
    public Slate Recommend()
    {
        if (IsKnown && Choose(Known, _gather.Personal) is { Items.Count: > 0 } personal) return personal;
        if (Choose(Strategy.Trending, _ => _gather.Trending()) is { Items.Count: > 0 } trending) return trending;
        return Choose(Strategy.Popular, _gather.Popular);
    }

    /// <summary>The caller's candidates, all that may be shown, best first; those of which nothing is known come last, as they were given.</summary>
    public Slate Rerank(IReadOnlyList<string> itemIds)
    {
        var candidates = new List<Candidate>();
        var unknown = new List<string>();
        var leftOut = new List<LeftOut>();
        foreach (string id in itemIds)
        {
            if (_withdrawn.Contains(id)) leftOut.Add(new LeftOut(id, CamelCase(RuleEffectKind.Unavailable)));
            else if (!_view.TryFind(id, out int position)) unknown.Add(id);
            else if (!_allowed.Contains(position)) leftOut.Add(new LeftOut(id, CamelCase(_rules.HiddenBy(position)[0].Kind)));
            else if (_preference.ScoreOf(position) is { } score) candidates.Add(new Candidate(position, score + _rules.Boost(position), CandidateSource.Model));
            else unknown.Add(id);
        }

        GatherCandidates.Sort(candidates);
        Slate slate = Compose(Known, candidates, _request.Count, out _);
        IEnumerable<RankedItem> last = unknown.Take(_request.Count - slate.Items.Count).Select(id => new RankedItem(
            id, _view.Catalogue.Find(id)?.Fields.Title, slate.Items.Count > 0 ? slate.Items[^1].Score : 0, [new Reason("unknown", _request.Wording.Unknown)]));
        return slate with { Items = [.. slate.Items, .. last], LeftOut = leftOut.Count > 0 ? leftOut : null };
    }

    /// <summary>What matches a query, the likeness of the text blended with the person's taste.</summary>
    /// <param name="query">Unit vector.</param>
    /// <param name="space">That the vector is in; texts of another are not found.</param>
    /// <param name="words">As the person typed them.</param>
    /// <param name="tasteWeight">What a deviation of the person's score is worth against one of likeness.</param>
    public Slate Search(float[] query, string space, string words, float tasteWeight)
    {
        if (_view.Texts is not { } texts || _view.TextSpace != space) return Choose(Strategy.Search, _ => []);
        texts.KeepPresent(_allowed);
        (float mean, float deviation) = texts.Moments(query);
        float scale = 1 / (_preference.Blend?.Deviation is > 0 and var spread ? spread : 1);
        return Choose(Strategy.Search, count =>
        {
            var best = new (int Position, float Score)[count];
            int found = texts.TopK(query, Math.Min(count, _allowed.Count), _allowed, best);
            var candidates = new List<Candidate>(found);
            foreach ((int position, float likeness) in best.AsSpan(0, found))
            {
                if (likeness < Math.Max(LeastLikeness, LeastShareOfBest * best[0].Score)) break;
                float taste = IsKnown && _preference.ScoreOf(position) is { } score ? Math.Clamp(score * scale, -4, 4) : 0;
                candidates.Add(new Candidate(position, (likeness - mean) / deviation + tasteWeight * taste + _rules.Boost(position), CandidateSource.Text));
            }

            return candidates;
        }, new Reason("match", Wording.Fill(_request.Wording.Match, words)));
    }

    /// <summary>
    /// What may be sold of a slate that this made; null when nothing may. Nothing is sold to people whose attention is limited, by the request or by
    /// themselves, and a page of one place is no page.
    /// </summary>
    /// <param name="isGone">What else is not to be shown, whatever the view says of it.</param>
    public SlotOffer? Offer(Slate slate, Func<string, bool> isGone) => slate is { Attention: null, Items.Count: > 1 }
        ? new SlotOffer(slate, _view, _allowed, _rules, isGone, slate.Strategy == Known && IsKnown ? _preference : null, _now)
        : null;

    /// <summary>
    /// The slate with its sold places: pinned items keep theirs, the others move down in their order, and the last ones make room.
    /// </summary>
    /// <param name="sold">Of places that no pin has, each item once.</param>
    public Slate Sponsored(Slate slate, IReadOnlyList<SoldPlace> sold)
    {
        var paid = Paid(slate.Strategy, sold).ToDictionary(place => place.Place, place => place.Item);
        var moving = new Queue<RankedItem>(slate.Items.Where(item => item.Choice != Choice.Pinned));
        var items = new RankedItem[slate.Items.Count];
        for (int place = 0; place < items.Length; place++)
            items[place] = slate.Items[place].Choice == Choice.Pinned ? slate.Items[place] : paid.TryGetValue(place, out RankedItem? item) ? item : moving.Dequeue();
        var gone = moving.Select(item => item.ItemId).ToHashSet(StringComparer.Ordinal);
        return slate with
        {
            RecommendationId = SoldSlates.IdOf(slate.RecommendationId),
            Items = items,
            Draws = slate.Draws is { } draws ? draws with { Slots = [.. draws.Slots.Where(slot => !gone.Contains(slot.ItemId))] } : null,
        };
    }

    private IEnumerable<(int Place, RankedItem Item)> Paid(Strategy strategy, IReadOnlyList<SoldPlace> sold)
    {
        var candidates = new List<Candidate>(sold.Count);
        foreach (SoldPlace place in sold)
        {
            if (!_view.TryFind(place.ItemId, out int position)) throw new InvalidOperationException($"{place.ItemId} was sold a place, but there is no such item.");
            candidates.Add(new Candidate(position, (_preference.ScoreOf(position) ?? 0) + _rules.Boost(position), CandidateSource.Model));
        }

        // What is said of the person's taste holds for what is paid for too; what is said of everybody's is the reason of nothing here.
        var reason = new Reason("sponsored", _request.Wording.Sponsored);
        Chosen[] chosen = [.. candidates.Select((_, i) => new Chosen(i, Choice.Best, null, i))];
        IReadOnlyList<RankedItem> items = strategy == Known && IsKnown
            ? new ExplainSlate(_view, _preference, _rules, _history, _request).Items(strategy, candidates, chosen, reason)
            : [.. candidates.Select(candidate => new RankedItem(_view.IdAt(candidate.Position), _view.TitleAt(candidate.Position), candidate.Score, [reason]))];
        return sold.Select((place, i) => (place.Place, items[i] with { Sponsored = true, CampaignId = place.CampaignId, PricePerClick = place.PricePerClick }));
    }

    /// <summary>From now on no slate holds these items, whatever the view says of them. Returns whether there are any.</summary>
    public bool Withdraw(IEnumerable<string> itemIds)
    {
        bool any = false;
        foreach (string id in itemIds)
        {
            any |= _withdrawn.Add(id);
            if (!_view.TryFind(id, out int position)) continue;
            _allowed.Remove(position);
            _rules.Withdraw(position);
        }

        return any;
    }

    public void Dispose()
    {
        _preference.Dispose();
        _allowed.Dispose();
        _rules.Dispose();
    }

    /// <summary>From few candidates at first, and from all there are if what is wanted cannot be had of them.</summary>
    private Slate Choose(Strategy strategy, Func<int, List<Candidate>> candidates, Reason? reason = null)
    {
        int wanted = Math.Max(LeastCandidates, CandidatesPerItem * _request.Count);
        while (true)
        {
            List<Candidate> found = candidates(wanted);
            GatherCandidates.Sort(found);
            Slate slate = Compose(strategy, found, _request.Count, out bool ranOut, reason);
            if (!ranOut || wanted >= _view.Count) return slate;
            wanted *= 8;
        }
    }

    private Slate Compose(Strategy strategy, List<Candidate> candidates, int count, out bool ranOut, Reason? reason = null)
    {
        ranOut = false;
        var pins = new Dictionary<int, int>();
        foreach (ResolvedPin pin in _rules.Pins)
        {
            if (pin.Slot > count) continue;
            int at = candidates.FindIndex(candidate => candidate.Position == pin.Position);
            if (at < 0)
            {
                at = candidates.Count;
                candidates.Add(new Candidate(pin.Position, _preference.ScoreOf(pin.Position) ?? 0, CandidateSource.Model));
            }

            pins[pin.Slot - 1] = at;
        }

        AttentionUse? use = null;
        IReadOnlyList<Chosen> chosen;
        if (_request.Fairness is { } fair) chosen = Fairly(fair, candidates, count);
        else if (Budget() is { } budget) chosen = WithinBudget(candidates, count, pins, budget, out use);
        else
        {
            using ChooseSlate choosing = Choosing(candidates, pins);
            chosen = choosing.Run(count, _request.Rules.Exploration, Seed);
            ranOut = chosen.Count < count && candidates.Count > chosen.Count;
        }

        var explain = new ExplainSlate(_view, _preference, _rules, _history, _request);
        IReadOnlyList<RankedItem> items = explain.Items(strategy, candidates, chosen, reason);
        if (use is not null) items = [.. items.Select((item, i) => item with { AttentionSeconds = _view.SecondsOf(candidates[chosen[i].Candidate].Position) })];
        return new Slate("", strategy, _view.Model?.Version, items) { Attention = use, Draws = DrawsOf(candidates, chosen) };
    }

    private ChooseSlate Choosing(List<Candidate> candidates, Dictionary<int, int> pins) => new(
        candidates,
        MarginalGain.For(candidates, _request.Rules.Diversity, i => _view.HeadAt(candidates[i].Position)?.Creator, () => CandidateVectors.Of(_view, candidates)),
        _rules.CountCaps(_request.Count), pins);

    private List<Chosen> Fairly(SlatePolicy policy, List<Candidate> all, int count)
    {
        List<Candidate> candidates = all[..Math.Min(all.Count, FairCandidatesPerItem * count)];
        // Merit must not be negative, and is only meaningful by comparison: what the worst candidate has is nobody's merit.
        float least = candidates.Count > 0 ? Math.Min(0, candidates.Min(candidate => candidate.Score)) : 0;
        var positions = candidates.Select((candidate, i) => (Id: _view.IdAt(candidate.Position), i)).ToDictionary(item => item.Id, item => item.i, StringComparer.Ordinal);
        IReadOnlyList<SlateCandidate> chosen = policy(
            [.. candidates.Select(candidate => new SlateCandidate(
                _view.IdAt(candidate.Position), _view.HeadAt(candidate.Position)?.Creator ?? "", candidate.Score - least))],
            count, unchecked((int)Seed));
        return [.. chosen.Select(item => new Chosen(positions[item.ItemId], Choice.Best, null, positions[item.ItemId]))];
    }

    /// <summary>Null when nothing limits the attention.</summary>
    private (double Seconds, double? Limit, double? Consumed)? Budget()
    {
        double? limit = (_request.Rules.DailyLimit ?? DailyAttention.LimitOf(_profile))?.TotalSeconds;
        double? consumed = limit is null ? null : DailyAttention.ConsumedToday(_profile, _now);
        double budget = Math.Min(_request.Rules.Budget?.TotalSeconds ?? double.PositiveInfinity, Math.Max(0, limit - consumed ?? double.PositiveInfinity));
        return double.IsPositiveInfinity(budget) ? null : (budget, limit, consumed);
    }

    private List<Chosen> WithinBudget(
        List<Candidate> candidates, int count, Dictionary<int, int> pins, (double Seconds, double? Limit, double? Consumed) budget, out AttentionUse use)
    {
        double[] seconds = [.. candidates.Select(candidate => _view.SecondsOf(candidate.Position))];
        bool isBest = false;
        if (_request.Rules.Diversity is not null || Best(candidates, count, pins, seconds, budget.Seconds, out isBest) is not { } chosen)
        {
            using ChooseSlate choosing = Choosing(candidates, pins);
            chosen = choosing.Fill(count, seconds, budget.Seconds);
        }

        use = new AttentionUse(budget.Seconds, chosen.Sum(i => seconds[i]), budget.Limit, budget.Consumed, isBest);
        return [.. chosen.Select(i => new Chosen(i, pins.ContainsValue(i) ? Choice.Pinned : Choice.Best, null, i))];
    }

    /// <summary>The set of the greatest total attractiveness, in order of places; null where the order matters to it, or it was not found in time.</summary>
    private List<int>? Best(List<Candidate> candidates, int count, Dictionary<int, int> pins, double[] seconds, double budget, out bool isBest)
    {
        isBest = false;
        float most = candidates.Count > 0 ? candidates.Max(candidate => candidate.Score) : 0;
        double[] values = [.. candidates.Select(candidate => Math.Exp(candidate.Score - most))];
        if (pins.Count == 0 && _request.Rules.Caps.Count == 0)
        {
            isBest = true;
            return [.. AttentionKnapsack.Solve(values, seconds, budget, count)];
        }

        int[] open = [.. Enumerable.Range(0, candidates.Count).Except(pins.Values)];
        if (_rules.CountCaps(count).Sets([.. open.Select(i => candidates[i].Position)], count) is not { } sets
            || CappedKnapsack.Solve(Array.ConvertAll(open, i => values[i]), Array.ConvertAll(open, i => seconds[i]),
                budget - pins.Values.Sum(i => seconds[i]), count - pins.Count, sets) is not { } found) return null;
        isBest = found.IsOptimal;
        var rest = new Queue<int>(found.Items.Select(i => open[i]));
        var chosen = new List<int>(count);
        for (int slot = 0; slot < count; slot++)
        {
            if (pins.TryGetValue(slot, out int pin) || rest.TryDequeue(out pin)) chosen.Add(pin);
        }

        return chosen;
    }

    private SlateDraws? DrawsOf(List<Candidate> candidates, IReadOnlyList<Chosen> chosen) =>
        _request.Rules.Exploration is { } exploration && chosen.Any(item => item.Propensity is not null)
            ? new SlateDraws(exploration, [.. chosen.Select(item => new SlotDraw(
                _view.IdAt(candidates[item.Candidate].Position), item.Propensity!.Value, _view.IdAt(candidates[item.Best].Position), item.Open))])
            : null;

    private ulong Seed => _request.Seed!.Value;

    private static string CamelCase(RuleEffectKind kind) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
}
