namespace AttentionFunctions.Plan;

/// <summary>Some of all plans: those that finish certain items and do not finish certain others.</summary>
/// <param name="Finished">By item.</param>
/// <param name="Unfinished">By item: left out, or, where it is done in parts, begun at most.</param>
internal sealed record PlanCase(PlanProblem Problem, bool[] Finished, bool[] Unfinished)
{
    /// <summary>Points for all of an item, what a missed due date costs and what finishing it is forced by included.</summary>
    public long Finish(int item) => Unfinished[item] ? 0 : Problem.Items[item].Finish + Owed(item);

    /// <summary>What <see cref="Finish"/> holds that is not earned, and so comes off the score of every plan.</summary>
    public long Owed(int item) => Problem.Items[item].IsHard || Finished[item] ? Problem.MissedCost : 0;

    public static PlanCase Any(PlanProblem problem) => new(problem, new bool[problem.Items.Length], new bool[problem.Items.Length]);

    /// <summary>The plans that keep these hard due dates and no others.</summary>
    public static PlanCase Keeping(PlanProblem problem, bool[] kept)
    {
        PlanCase those = Any(problem);
        for (int item = 0; item < kept.Length; item++)
        {
            if (!problem.Items[item].IsHard) continue;
            if (kept[item]) those.Require(item);
            else those.GiveUp(item);
        }

        return those;
    }

    /// <summary>The plans that finish an item, and those that do not; null where there are none.</summary>
    public (PlanCase? With, PlanCase? Without) Split(int item)
    {
        PlanCase with = this with { Finished = [.. Finished] }, without = this with { Unfinished = [.. Unfinished] };
        with.Require(item);
        without.GiveUp(item);
        return (with.IsContradiction ? null : with, without.IsContradiction ? null : without);
    }

    private bool IsContradiction => Finished.Where((finished, item) => finished && Unfinished[item]).Any();

    /// <summary>Whether a plan of the case can use a place.</summary>
    public bool Uses(Chunk place) => !Unfinished[place.Item]
        || (place.Length < Problem.Items[place.Item].Slots && !Problem.Items[place.Item].After.Any(before => Unfinished[before]));

    private void Require(int item)
    {
        if (Finished[item]) return;
        Finished[item] = true;
        foreach (int before in Problem.Items[item].After) Require(before);
    }

    /// <summary>What waits for it cannot begin.</summary>
    private void GiveUp(int item)
    {
        if (Unfinished[item]) return;
        Unfinished[item] = true;
        for (int next = 0; next < Unfinished.Length; next++)
            if (Problem.Items[next].After.Contains(item)) GiveUp(next);
    }
}
