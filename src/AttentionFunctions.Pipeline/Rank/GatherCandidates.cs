namespace AttentionFunctions.Rank;

/// <summary>What a slate is chosen from: items by score, what is trending, what is new; all of it allowed, boosts included.</summary>
internal sealed class GatherCandidates(
    RankingView view, Preference preference, CompiledRules rules, PositionSet allowed, TrendRanking trend, RankRequest request, DateTimeOffset now)
{
    /// <summary>Of each further source: what is trending, what is new.</summary>
    private const int PerSource = 50;

    /// <summary>Items that boosts treat alike are searched on their own; past so many kinds, the rest is scored one by one.</summary>
    private const int MostKinds = 16;

    /// <summary>The best for the person, and with exploration what chance may show beside them.</summary>
    /// <param name="count">Of the best.</param>
    public List<Candidate> Personal(int count)
    {
        var candidates = new List<Candidate>(2 * count);
        if (!rules.HasBoosts) preference.AddBest(allowed, count, candidates);
        else AddBoosted(count, candidates);
        KeepBest(candidates, count);
        if (request.Rules.Exploration is not { } exploration) return candidates;

        // What chance may show that the models would not.
        HashSet<int> known = [.. candidates.Select(candidate => candidate.Position)];
        AddScored(Trending(PerSource).Select(candidate => candidate.Position), CandidateSource.Trending, known, candidates);
        if (exploration.FreshShare > 0)
            MarkFresh(candidates, known, exploration);
        return candidates;
    }

    /// <summary>The best after boosts, exactly: items with the same boosts keep their order, so each such kind is searched by itself.</summary>
    private void AddBoosted(int count, List<Candidate> candidates)
    {
        IReadOnlyList<PositionSet> kinds = rules.KindsOf(allowed, MostKinds, out PositionSet rest);
        var found = new List<Candidate>();
        foreach (PositionSet kind in kinds)
        {
            using (kind) preference.AddBest(kind, count, found);
        }

        using (rest)
        {
            for (int position = 0; position < rest.Length; position++)
                if (rest.Contains(position) && preference.ScoreOf(position) is { } score) found.Add(new Candidate(position, score, CandidateSource.Model));
        }

        foreach (Candidate candidate in found) candidates.Add(candidate with { Score = candidate.Score + rules.Boost(candidate.Position) });
    }

    /// <summary>What holds attention now, in proportion to it.</summary>
    public List<Candidate> Trending(int most = int.MaxValue)
    {
        var candidates = new List<Candidate>();
        foreach ((string id, double attention) in trend.Items)
        {
            if (candidates.Count >= most) break;
            if (view.TryFind(id, out int position) && allowed.Contains(position))
                candidates.Add(new Candidate(position, MathF.Log((float)attention) + rules.Boost(position), CandidateSource.Trending));
        }

        return candidates;
    }

    /// <summary>What was chosen most over all time.</summary>
    public List<Candidate> Popular(int count)
    {
        var candidates = new List<Candidate>();
        if (view.Model is not { } model) return candidates;
        for (int position = 0; position < view.WarmCount; position++)
            if (allowed.Contains(position) && model.Popularity[position] > 0)
                candidates.Add(new Candidate(position, MathF.Log(model.Popularity[position]) + rules.Boost(position), CandidateSource.Popular));
        KeepBest(candidates, count);
        return candidates;
    }

    private void AddScored(IEnumerable<int> positions, CandidateSource source, HashSet<int> known, List<Candidate> candidates)
    {
        foreach (int position in positions)
            if (known.Add(position) && preference.ScoreOf(position) is { } score)
                candidates.Add(new Candidate(position, score + rules.Boost(position), source));
    }

    /// <summary>New items: those among the candidates are marked, others join them, drawn evenly when there are too many.</summary>
    private void MarkFresh(List<Candidate> candidates, HashSet<int> known, ExplorationOptions exploration)
    {
        ulong state = request.Seed!.Value ^ 0x5DEECE66D;
        var fresh = new List<int>(PerSource);
        int met = 0;
        foreach (int position in view.Fresh(now, TimeSpan.FromDays(exploration.FreshDays)))
        {
            if (!allowed.Contains(position)) continue;
            if (++met <= PerSource) fresh.Add(position);
            else if (SplitMix.NextBelow(ref state, met) is var at && at < PerSource) fresh[at] = position;
        }

        HashSet<int> drawn = [.. fresh];
        for (int i = 0; i < candidates.Count; i++)
            if (drawn.Contains(candidates[i].Position)) candidates[i] = candidates[i] with { Source = CandidateSource.Fresh };
        float lowest = candidates.Count > 0 ? candidates.Min(candidate => candidate.Score) : 0;
        foreach (int position in fresh)
            if (known.Add(position))
                candidates.Add(new Candidate(position, (preference.ScoreOf(position) ?? lowest) + rules.Boost(position), CandidateSource.Fresh));
    }

    private static void KeepBest(List<Candidate> candidates, int count)
    {
        Sort(candidates);
        if (candidates.Count > count) candidates.RemoveRange(count, candidates.Count - count);
    }

    /// <summary>Best first, ties to the lower position.</summary>
    public static void Sort(List<Candidate> candidates) => candidates.Sort((one, other) =>
    {
        int byScore = other.Score.CompareTo(one.Score);
        return byScore != 0 ? byScore : one.Position.CompareTo(other.Position);
    });
}
