namespace AttentionFunctions.Train;

/// <summary>How held-out slices are cut from a <see cref="SequenceSet"/>.</summary>
/// <remarks>
/// A target is always the first time that a user met an item: what was seen before is never recommended, so a return to it cannot be
/// predicted. On data without repeats (the public benchmarks) leave-last-out is therefore exactly the papers' protocol.
/// </remarks>
public static class Splits
{
    /// <summary>The test target is each user's last new item, the validation target the one before; training ends before the target.</summary>
    /// <param name="refit">
    /// True: the models are fitted again for the test, with the validation items, as a retrain does. False: they are not, as in the papers.
    /// </param>
    public static DataSplit LeaveLastOut(SequenceSet set, bool refit = true)
    {
        var (validation, test) = (LastOut(set, newItemsOut: 2), LastOut(set, newItemsOut: 1));
        return new("leave-last-out", validation, refit ? test : test with { Train = validation.Train });
    }

    /// <summary>
    /// Two cuts of the clock: everybody learns from what was before the cut, and is asked for the first new item after it. Users without a
    /// history before the cut are not asked.
    /// </summary>
    /// <param name="set">Interactions with clock times.</param>
    /// <param name="validationShare">Share of all interactions between the two cuts, above 0.</param>
    /// <param name="testShare">Share of all interactions after the second cut, above 0; both together below 1.</param>
    public static DataSplit ByTime(SequenceSet set, double validationShare = 0.1, double testShare = 0.1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(validationShare);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(testShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(validationShare + testShare, 1);
        long[] times = [.. set.Users.SelectMany(user => user.Interactions).Select(interaction => interaction.TimeMs).Order()];
        var first = times[(int)((1 - validationShare - testShare) * times.Length)];
        var second = times[(int)((1 - testShare) * times.Length)];
        return new("time", Between(set, first, second), Between(set, second, long.MaxValue));
    }

    private static HeldOutSlice LastOut(SequenceSet set, int newItemsOut)
    {
        var train = new List<UserSequence>(set.Users.Length);
        var cases = new List<EvaluationCase>(set.Users.Length);
        foreach (var user in set.Users)
        {
            var firsts = FirstEncounters(user.Interactions);

            // The first interaction of all has no history and is never a target.
            var target = firsts[^Math.Min(newItemsOut, firsts.Count)];
            var history = target == 0 ? user.Interactions[..1] : user.Interactions[..target];
            train.Add(user with { Interactions = history });
            if (target > 0)
            {
                cases.Add(new(user.UserKey, history, user.Interactions[target].Item, user.Interactions[target].TimeMs));
            }
        }

        return new(set with { Users = [.. train] }, cases);
    }

    /// <summary>Times in [from, to) are asked for; earlier ones are learnt from.</summary>
    private static HeldOutSlice Between(SequenceSet set, long from, long to)
    {
        var train = new List<UserSequence>(set.Users.Length);
        var cases = new List<EvaluationCase>();
        foreach (var user in set.Users)
        {
            var known = Array.FindIndex(user.Interactions, interaction => interaction.TimeMs >= from);
            if (known < 0)
            {
                train.Add(user);
                continue;
            }

            if (known == 0)
            {
                continue;
            }

            train.Add(user with { Interactions = user.Interactions[..known] });
            int[] targets = [.. FirstEncounters(user.Interactions).Where(position => position >= known && user.Interactions[position].TimeMs < to)];
            if (targets is [var target, ..])
            {
                cases.Add(new(user.UserKey, user.Interactions.AsMemory(0, target), user.Interactions[target].Item, user.Interactions[target].TimeMs)
                {
                    AllTargets = Array.ConvertAll(targets, position => user.Interactions[position].Item),
                });
            }
        }

        return new(set with { Users = [.. train] }, cases);
    }

    private static List<int> FirstEncounters(Interaction[] interactions)
    {
        var seen = new HashSet<int>(interactions.Length);
        var positions = new List<int>(interactions.Length);
        for (var i = 0; i < interactions.Length; i++)
        {
            if (seen.Add(interactions[i].Item))
            {
                positions.Add(i);
            }
        }

        return positions;
    }
}
