using AttentionFunctions.Profiles;

namespace AttentionFunctions.Rank;

/// <summary>Everything a request knows that rules may ask for.</summary>
/// <param name="Items">Of the view that is ranked.</param>
/// <param name="OwnerId">The caller's id as the application writes it, to recognise own items; null for nobody's.</param>
/// <param name="Context">Flat facts about the situation, for example <c>device: mobile</c>.</param>
internal sealed record RuleContext(
    ItemIndex Items, Profile Profile, string? OwnerId, IReadOnlyDictionary<string, string> Context, DateTimeOffset Now);
