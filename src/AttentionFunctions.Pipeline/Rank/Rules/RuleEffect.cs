namespace AttentionFunctions.Rank;

/// <summary>What a rule did to an item.</summary>
/// <param name="Name">The rule's name, or its path where it has none.</param>
/// <param name="Text">For people.</param>
public sealed record RuleEffect(RuleEffectKind Kind, string Name, string Text);

public enum RuleEffectKind
{
    /// <summary>Nobody sees it: removed, hidden, expired, not yet published.</summary>
    Unavailable,

    /// <summary>It is not for this context.</summary>
    OutOfContext,

    Excluded,

    /// <summary>The user made it.</summary>
    Own,

    /// <summary>The user refused it last.</summary>
    Refused,

    Seen,

    Filtered,

    Boosted,

    Buried,

    Pinned,

    /// <summary>A pin that was not followed, because the item may not be shown.</summary>
    PinSkipped,

    /// <summary>There were enough of its kind.</summary>
    Capped,
}
