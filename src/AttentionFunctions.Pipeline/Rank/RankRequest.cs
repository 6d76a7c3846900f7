using System.Collections.Frozen;

namespace AttentionFunctions.Rank;

/// <summary>What somebody wants ranked, and how.</summary>
/// <param name="UserKey">The pseudonym; empty for nobody in particular.</param>
/// <param name="Count">Items wanted, 1 to <see cref="MaxCount"/>.</param>
public sealed record RankRequest(string UserKey, int Count)
{
    public const int MaxCount = 200;
    public const int DefaultCount = 10;

    /// <summary>The application's own id of the user: items whose creator it is are theirs, and are not recommended to them. Never stored.</summary>
    public string? OwnerId { get; init; }

    /// <summary>What may be shown, what is moved up or down, and where.</summary>
    internal RuleSet Rules { get; init; } = RuleSet.None;

    /// <summary>The stored policy that is in the rules, as <c>name@version</c>; null for none.</summary>
    public string? Policy { get; init; }

    /// <summary>The arm of an experiment that the user is in; null for none.</summary>
    public ExperimentAssignment? Experiment { get; init; }

    /// <summary>Chooses the slate from the best candidates, for example so that creators have their exposure; null for the best by score.</summary>
    public SlatePolicy? Fairness { get; init; }

    /// <summary>Sells the places that the rules offer; null where nobody does.</summary>
    internal PlaceMarket? Market { get; init; }

    /// <summary>What the application says of the situation, for rules that ask.</summary>
    public IReadOnlyDictionary<string, string> Context { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Whether every item comes with all that its score is made of.</summary>
    public bool ExplainFully { get; init; }

    /// <summary>Decides where chance has a say; null draws one per slate.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Of the reasons.</summary>
    public Wording Wording { get; init; } = Wording.English;
}
