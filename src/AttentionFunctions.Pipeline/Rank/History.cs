using AttentionFunctions.Events;
using AttentionFunctions.Profiles;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>A profile's interactions as the models read them.</summary>
internal static class History
{
    /// <summary>Interactions with items that the model knows, oldest first.</summary>
    public static Interaction[] Warm(Profile profile, RankingView view, AttentionWeight weights)
    {
        var history = new List<Interaction>(profile.Entries.Count);
        foreach (ProfileEntry entry in profile.Entries)
            if (entry.Type.IsInteraction() && view.TryFind(entry.Subject, out int position) && position < view.WarmCount)
                history.Add(new Interaction(position, entry.Type, (float)WeightOf(entry, view, weights), entry.TimeMs));
        return [.. history];
    }

    /// <summary>Attention weight of a remembered event, not decayed.</summary>
    public static double WeightOf(ProfileEntry entry, RankingView view, AttentionWeight weights) =>
        entry.WeightBy(weights, view.Catalogue.ExpectedSeconds(entry.Subject));
}
