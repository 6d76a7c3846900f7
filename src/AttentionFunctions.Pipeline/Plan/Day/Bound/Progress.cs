namespace AttentionFunctions.Plan;

/// <summary>What has been done by a moment, of what is remembered.</summary>
/// <param name="Done">See <see cref="PlanTally"/>.</param>
/// <param name="Deep">Slots of deep work, of the day of that moment.</param>
/// <param name="Filled">Slots of work in the working hours of that day.</param>
internal readonly record struct Progress(UInt128 Done, short Deep, short Filled);

/// <summary>How a part that is placed changes what has been done, and whether the rules allow it as far as they can be told from that.</summary>
internal sealed class ProgressRules(PlanCase plans, PlanTally tally, PathMemory memory)
{
    private readonly PlanProblem _problem = plans.Problem;

    /// <param name="earned">Points for finishing the item, less those for what is filled beyond the limit; the part itself not included.</param>
    public bool TryPlace(Progress now, Chunk place, out Progress to, out long earned)
    {
        PlanItem item = _problem.Items[place.Item];
        (to, earned) = (now, 0);
        foreach (int before in item.After)
            if (memory.Holds(before) && !tally.IsFinished(now.Done, before)) return false;
        if (memory.Holds(place.Item))
        {
            UInt128 done = now.Done;
            if (!tally.TryAdd(ref done, place, out bool isFinished) || (isFinished && plans.Unfinished[place.Item])) return false;
            if (isFinished) earned = plans.Finish(place.Item);
            to = now with { Done = done };
        }

        if (!memory.CountsDeep && !memory.CountsFilled) return true;
        (short deep, short filled) = (now.Deep, now.Filled);
        for (int slot = place.Start; slot < place.End; slot++)
        {
            if (slot > place.Start && BeginsDay(slot)) (deep, filled) = (0, 0);
            if (memory.CountsDeep && item.IsDeep && ++deep > _problem.FocusCap) return false;
            if (memory.CountsFilled && PlanScore.CountsAsFilled(_problem, item, slot) && ++filled > _problem.FillLimit[_problem.Slots[slot].Day])
                earned -= PlanProblem.SlackCost;
        }

        to = Arrive(to with { Deep = deep, Filled = filled }, place.End);
        return true;
    }

    /// <summary>At midnight the day's work begins anew.</summary>
    public Progress Arrive(Progress progress, int slot) => BeginsDay(slot) ? progress with { Deep = 0, Filled = 0 } : progress;

    /// <summary>Whether all that must be finished is, as far as it is remembered.</summary>
    public bool IsComplete(Progress progress)
    {
        for (int item = 0; item < plans.Finished.Length; item++)
            if (plans.Finished[item] && memory.Holds(item) && !tally.IsFinished(progress.Done, item)) return false;
        return true;
    }

    private bool BeginsDay(int slot) => slot > 0 && slot < _problem.Slots.Length && _problem.Slots[slot].Day != _problem.Slots[slot - 1].Day;
}
