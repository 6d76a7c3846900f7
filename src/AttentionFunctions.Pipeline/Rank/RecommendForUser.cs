using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Profiles;

namespace AttentionFunctions.Rank;

/// <summary>Slates for a user, for a session without one, for nobody in particular, and of a caller's own candidates.</summary>
public sealed class RecommendForUser(ProfileReader profiles, Views views, Trending trending, AttentionWeight weights, TimeProvider time)
{
    public async Task<Slate> HandleAsync(RankRequest request, CancellationToken cancel = default)
    {
        SellPlaces? sale = request is { Market: { } market, Rules.Sponsored: { } rule, UserKey.Length: > 0 } ? market(request.UserKey, rule) : null;
        (Profile profile, bool stale) = await profiles.ReadAsync(request.UserKey, cancel);
        return await RankAsync(profile, request, stale, static ranking => ranking.Recommend(), cancel, sale);
    }

    /// <summary>What holds everybody's attention now.</summary>
    public Task<Slate> TrendingAsync(RankRequest request, CancellationToken cancel = default) =>
        ForSessionAsync([], request, cancel);

    /// <summary>For somebody of whom nothing is known but what they did just now.</summary>
    /// <param name="events">Behaviour events of one person, in any order, with any user id; nothing of them is stored.</param>
    public Task<Slate> ForSessionAsync(IEnumerable<AttentionEvent> events, RankRequest request, CancellationToken cancel = default)
    {
        var profile = new Profile();
        foreach (AttentionEvent @event in events) profile.Apply(@event);
        return RankAsync(profile, request, stale: false, static ranking => ranking.Recommend(), cancel);
    }

    /// <summary>The caller's candidates in the order that suits the user.</summary>
    public async Task<Slate> RerankAsync(IReadOnlyList<string> itemIds, RankRequest request, CancellationToken cancel = default)
    {
        (Profile profile, bool stale) = await profiles.ReadAsync(request.UserKey, cancel);
        return await RankAsync(profile, request, stale, ranking => ranking.Rerank(itemIds), cancel);
    }

    /// <param name="rank">Makes the slate.</param>
    /// <param name="sale">Sells places of it; null for none.</param>
    internal async Task<Slate> RankAsync(
        Profile profile, RankRequest request, bool stale, Func<RankSlate, Slate> rank, CancellationToken cancel, SellPlaces? sale = null)
    {
        RankingView view = await views.CurrentAsync(cancel);
        TrendRanking trend = await trending.CurrentAsync(cancel);
        DateTimeOffset now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);

        // The random half of the id: the same slate can be drawn again from what was logged of it.
        request = request with { Seed = request.Seed ?? BitConverter.ToUInt64(id.ToByteArray(), 8) };
        using var ranking = new RankSlate(view, profile, request, trend, weights, now);
        Slate slate = rank(ranking);

        // A view of a large catalogue is older than what was removed or hidden just now.
        ItemCatalogue catalogue = await views.CatalogueAsync(cancel);
        while (ranking.Withdraw(slate.Items.Select(item => item.ItemId).Where(IsGone))) slate = rank(ranking);
        slate = slate with { RecommendationId = id.ToString("N"), Stale = stale || views.IsStale ? true : null, Policy = request.Policy, Experiment = request.Experiment };
        if (sale is null || ranking.Offer(slate, IsGone) is not { } offer) return slate;
        IReadOnlyList<SoldPlace> sold = await sale(offer, cancel);
        return sold.Count > 0 ? ranking.Sponsored(slate, sold) : slate;

        bool IsGone(string item) => !ReferenceEquals(catalogue, view.Catalogue) && ItemAvailability.Obstacle(catalogue.Head(item), now) is not null;
    }
}
