namespace AttentionFunctions.Train;

/// <summary>Whether the times of a <see cref="SequenceSet"/> are clock times, or the steps from 0 that stand for an order only.</summary>
internal static class SequenceTimes
{
    /// <summary>March 1973: later than any count of steps, earlier than any event of a computer's user.</summary>
    private const long EarliestClockTimeMs = 100_000_000_000;

    public static bool AreReal(SequenceSet set) => Newest(set) >= EarliestClockTimeMs;

    /// <summary>0 for a set without interactions.</summary>
    public static long Newest(SequenceSet set)
    {
        long newest = 0;
        foreach (var user in set.Users)
        {
            newest = Math.Max(newest, user.Interactions[^1].TimeMs);
        }

        return newest;
    }
}
