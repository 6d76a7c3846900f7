namespace AttentionFunctions.Plan;

/// <summary>Some of all plans: those that finish certain items and do not finish certain others.</summary>
/// <param name="Bound">No plan of the branch scores more.</param>
/// <param name="Places">That a better plan of the branch than the best one known can use, in order of their start.</param>
/// <param name="Finished">By item.</param>
/// <param name="Unfinished">By item: left out, or, where it is done in parts, begun at most.</param>
internal sealed record PlanBranch(double Bound, Chunk[] Places, DayPrices Prices, bool[] Finished, bool[] Unfinished)
{
    /// <summary>Points for all of an item, what a missed due date costs and what finishing it is forced by included.</summary>
    public double Finish(PlanProblem problem, int item) => Unfinished[item] ? 0 : problem.Items[item].Finish + Owed(problem, item);

    /// <summary>What <see cref="Finish"/> holds that is not earned, and so comes off the score of every plan.</summary>
    public long Owed(PlanProblem problem, int item) => problem.Items[item].IsHard || Finished[item] ? problem.MissedCost : 0;

    public double[] Finishes(PlanProblem problem) => [.. Enumerable.Range(0, Finished.Length).Select(item => Finish(problem, item))];

    /// <summary>The two halves by whether an item is finished; null where a half is empty.</summary>
    public (PlanBranch? With, PlanBranch? Without) Split(PlanProblem problem, int item, double bound)
    {
        bool[] with = [.. Finished], without = [.. Unfinished];
        Require(item);
        GiveUp(item);
        return (
            Enumerable.Range(0, with.Length).Any(i => with[i] && Unfinished[i]) ? null : this with { Bound = bound, Prices = Prices.Copy(), Finished = with },
            Enumerable.Range(0, with.Length).Any(i => without[i] && Finished[i]) ? null : this with
            {
                Bound = bound,
                Prices = Prices.Copy(),
                Unfinished = without,
                Places = [.. Places.Where(place => !without[place.Item] || (place.Item == item && problem.Items[item].IsSplit && place.Length < problem.Items[item].Slots))],
            });

        void Require(int i)
        {
            if (with[i]) return;
            with[i] = true;
            foreach (int before in problem.Items[i].After) Require(before);
        }

        // What waits for it cannot begin.
        void GiveUp(int i)
        {
            without[i] = true;
            for (int next = 0; next < without.Length; next++)
                if (!without[next] && problem.Items[next].After.Contains(i)) GiveUp(next);
        }
    }
}
