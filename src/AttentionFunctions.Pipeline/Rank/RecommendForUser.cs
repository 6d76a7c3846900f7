using AttentionFunctions.Events;
using AttentionFunctions.Profiles;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>Profile → scores → rules → exact top-k → reasons.</summary>
public sealed class RecommendForUser(ProfileStore profiles, Views views, Trending trending, AttentionWeight weights, TimeProvider time)
{
    /// <summary>A policy chooses from so many times the items wanted: what is further down would cost too much quality.</summary>
    private const int PolicyPool = 3;

    public async Task<Slate> HandleAsync(RankRequest request, CancellationToken cancel = default)
    {
        Profile profile = (await profiles.ReadAsync(request.UserKey, cancel)).Profile;
        RankingView view = await views.CurrentAsync(cancel);
        Interaction[] history = History.Warm(profile, view, weights);
        Taste? taste = Taste.Of(profile, view, weights);

        RankedItem[] items = history.Length > 0 || taste is not null ? Personal(request, profile, view, history, taste) : [];
        if (items.Length > 0)
            return Slate(history.Length > 0 ? Strategy.Personal : Strategy.Text, view, items);

        items = Trend(await trending.CurrentAsync(cancel), request, profile, view);
        return items.Length > 0 ? Slate(Strategy.Trending, view, items) : Slate(Strategy.Popular, view, Popular(request, profile, view));
    }

    /// <summary>What holds everybody's attention now.</summary>
    public async Task<Slate> TrendingAsync(RankRequest request, CancellationToken cancel = default)
    {
        RankingView view = await views.CurrentAsync(cancel);
        var nobody = new Profile();
        RankedItem[] items = Trend(await trending.CurrentAsync(cancel), request, nobody, view);
        return items.Length > 0 ? Slate(Strategy.Trending, view, items) : Slate(Strategy.Popular, view, Popular(request, nobody, view));
    }

    private RankedItem[] Personal(RankRequest request, Profile profile, RankingView view, Interaction[] history, Taste? taste)
    {
        using var scoring = new Scoring(view, history, taste);
        (int Position, float Score)[] best = request.Policy is { } policy
            ? Choose(policy, Best(scoring.Scores, request with { Count = PolicyPool * request.Count }, profile, view), request.Count, view)
            : Best(scoring.Scores, request, profile, view);
        int[] warm = history.Length > 0 ? [.. best.Select(item => item.Position).Where(position => position < view.WarmCount)] : [];
        Dictionary<int, IReadOnlyList<Reason>> byHistory = Explain.FromHistory(view, history, warm);
        return [.. best.Select(item => new RankedItem(
            view.IdAt(item.Position), view.ItemAt(item.Position)?.Fields.Title, item.Score,
            byHistory.GetValueOrDefault(item.Position) ?? Explain.FromText(view, taste, view.ItemAt(item.Position)!)))];
    }

    private (int Position, float Score)[] Choose(SlatePolicy policy, (int Position, float Score)[] best, int count, RankingView view)
    {
        Dictionary<string, (int Position, float Score)> byId = best.ToDictionary(item => view.IdAt(item.Position), StringComparer.Ordinal);
        SlateCandidate[] candidates = [.. best.Select(item => new SlateCandidate(
            view.IdAt(item.Position), view.ItemAt(item.Position)?.Fields.Creator ?? "", item.Score))];

        // Every request is a draw of its own.
        int seed = unchecked((int)time.GetUtcNow().Ticks);
        return [.. policy(candidates, count, seed).Select(candidate => byId[candidate.ItemId])];
    }

    private (int Position, float Score)[] Best(ReadOnlySpan<float> scores, RankRequest request, Profile profile, RankingView view)
    {
        DateTimeOffset now = time.GetUtcNow();
        var top = new TopK(request.Count);
        for (int position = 0; position < scores.Length; position++)
            if (Rules.Available(view.ItemAt(position), now) && Rules.Allowed(view.IdAt(position), request, profile))
                top.Offer(position, scores[position]);
        return top.Drain();
    }

    private RankedItem[] Trend(
        IReadOnlyList<(string ItemId, double Attention)> ranking, RankRequest request, Profile profile, RankingView view)
    {
        DateTimeOffset now = time.GetUtcNow();
        return [.. ranking
            .Where(item => Rules.Available(view.Catalogue.State(item.ItemId), now) && Rules.Allowed(item.ItemId, request, profile))
            .Take(request.Count)
            .Select(item => new RankedItem(
                item.ItemId, view.Catalogue.Find(item.ItemId)?.Fields.Title, (float)item.Attention,
                [new Reason("trending", "It holds much attention now")]))];
    }

    private RankedItem[] Popular(RankRequest request, Profile profile, RankingView view)
    {
        if (view.Model is not { } model) return [];
        return [.. Best(model.Popularity, request, profile, view).Select(best => new RankedItem(
            view.IdAt(best.Position), view.ItemAt(best.Position)?.Fields.Title, best.Score, [new Reason("popular", "Many people choose it")]))];
    }

    private Slate Slate(Strategy strategy, RankingView view, RankedItem[] items) =>
        new(Guid.CreateVersion7(time.GetUtcNow()).ToString("N"), strategy, view.Model?.Version, items);
}
