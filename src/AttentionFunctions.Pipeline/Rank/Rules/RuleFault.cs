namespace AttentionFunctions.Rank;

/// <summary>Something wrong with rules.</summary>
/// <param name="Path">Where, as in JavaScript: <c>boosts[2].when</c>.</param>
/// <param name="Problem">What, and what would be right.</param>
public sealed record RuleFault(string Path, string Problem)
{
    public override string ToString() => $"{Path}: {Problem}";
}

/// <summary>Rules that cannot be applied.</summary>
/// <param name="faults">All that is wrong, not only the first thing.</param>
public sealed class InvalidRulesException(IReadOnlyList<RuleFault> faults)
    : Exception($"The rules have {(faults.Count == 1 ? "a fault" : $"{faults.Count} faults")}: {string.Join(" ", faults)}")
{
    public IReadOnlyList<RuleFault> Faults { get; } = faults;
}
