namespace AttentionFunctions.Plan;

/// <summary>
/// What may be spent on a bound: inner steps of a path, which are the same on every machine (about 300 million a second of an idle core), and
/// the clock, where somebody waits.
/// </summary>
internal sealed class WorkBudget(long all, Func<bool> isOver)
{
    private long _spent, _withheld;

    public bool IsSpent => _spent > all - _withheld || isOver();

    /// <summary>For what cannot be interrupted by its work.</summary>
    public bool IsTimeOver => isOver();

    public void Spend(long work) => _spent += work;

    /// <summary>Allows the next of so many their share of what is left.</summary>
    public void ShareWith(int others) => _withheld = (all - _spent) * others / (1 + others);
}
