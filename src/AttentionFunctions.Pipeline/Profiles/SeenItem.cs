namespace AttentionFunctions.Profiles;

/// <summary>When a user last chose and last refused an item, Unix milliseconds; 0 for never.</summary>
public readonly record struct SeenItem(long ChosenMs, long RefusedMs)
{
    /// <summary>The latest word counts: who buys what they once dismissed no longer refuses it.</summary>
    public bool Refused => RefusedMs > 0 && RefusedMs >= ChosenMs;

    public long LastMs => Math.Max(ChosenMs, RefusedMs);
}
