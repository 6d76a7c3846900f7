using AttentionFunctions.Catalogue;
using AttentionFunctions.Profiles;

namespace AttentionFunctions.Rank;

/// <summary>Which items may be shown, to anyone and to one user.</summary>
internal static class Rules
{
    /// <summary>Not hidden, not expired, already published. An item that only events speak of has nothing that forbids it.</summary>
    public static bool Available(CatalogueItem? item, DateTimeOffset now) =>
        item is null || !(item.Removed || item.Fields.Hidden || item.Fields.ExpiresAt <= now || item.Fields.PublishedAt > now);

    public static bool Allowed(string itemId, RankRequest request, Profile profile)
    {
        if (request.Exclude.Contains(itemId)) return false;
        return !profile.Seen.TryGetValue(itemId, out SeenItem seen) || (request.IncludeSeen && !seen.Refused);
    }
}
