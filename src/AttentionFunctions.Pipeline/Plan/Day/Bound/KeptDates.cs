namespace AttentionFunctions.Plan;

/// <summary>
/// Which hard due dates can be kept together, where not all can: every set of as many as possible. Missing one more costs more than anything
/// else can earn, so the best plan keeps one of these sets.
/// </summary>
internal static class KeptDates
{
    /// <summary>Sets of more are too many, whatever the day is.</summary>
    private const int MostDates = 16;

    /// <param name="known">So many are kept by a plan that is known.</param>
    /// <param name="most">Null where more steps than so many would have to be looked at.</param>
    /// <returns>By item whether its hard due date is kept, and a plan of nothing else.</returns>
    public static IReadOnlyList<(bool[] Kept, IReadOnlyList<Chunk> Plan)>? Largest(PlanProblem problem, int known, int most)
    {
        Chunk[] places = [.. Places.OfHard(problem).OrderBy(place => place.Start)];
        int[] hard = [.. Enumerable.Range(0, problem.Items.Length).Where(item => problem.Items[item].IsHard)];
        var tally = new PlanTally(problem, places);
        if (!tally.IsEnough || hard.Length > MostDates) return null;
        if (places.Length == 0) return [(new bool[problem.Items.Length], [])];

        var rules = new ProgressRules(PlanCase.Any(problem), tally, PathMemory.OfAll(problem, countsFilled: false));
        var breaks = new BreakRule(problem);
        ILookup<int, Chunk> placesAt = places.ToLookup(place => place.Start);
        int begin = breaks.Begin(places[0].Start), end = places.Max(place => place.End);
        int[][] room = [.. hard.Select(item => Room(problem.Items[item]))];
        var states = new List<State>();
        List<int>[] at = [.. Enumerable.Range(0, end + 1).Select(_ => new List<int>())];
        var best = new Dictionary<(int Slot, int Part, Progress), int>();
        int steps = 0;
        Reach(begin, new State(default, -1, 0, -1, default));
        for (int slot = begin; slot < end; slot++)
        {
            foreach (int id in at[slot])
            {
                if (steps > most) return null;
                State state = states[id];
                Reach(slot + 1, new State(rules.Arrive(state.Progress, slot + 1), -1, breaks.AfterWaiting(slot, state.Run), id, default));
                foreach (Chunk place in placesAt[slot])
                {
                    if (place.Item == state.Part || !breaks.Allows(place, state.Run, out int after)) continue;
                    if (!rules.TryPlace(state.Progress, place, out Progress progress, out _)) continue;
                    Reach(place.End, new State(progress, problem.Items[place.Item].IsSplit ? place.Item : -1, after, id, place));
                }
            }
        }

        ILookup<int, int> byCount = at[end].ToLookup(id => hard.Count(item => tally.IsFinished(states[id].Progress.Done, item)));
        return [.. byCount[byCount.Max(group => group.Key)]
            .Select(id => (Kept: KeptBy(states[id].Progress), Plan: PlanTo(id)))
            .DistinctBy(set => string.Concat(set.Kept.Select(kept => kept ? '1' : '0')))];

        // The least work in a row is at least as good as any.
        void Reach(int slot, State state)
        {
            steps++;
            if (CanKeep(state.Progress, slot) < known) return;
            if (best.TryGetValue((slot, state.Part, state.Progress), out int id))
            {
                if (state.Run < states[id].Run) states[id] = state;
                return;
            }

            best[(slot, state.Part, state.Progress)] = states.Count;
            at[slot].Add(states.Count);
            states.Add(state);
        }

        int CanKeep(Progress progress, int slot)
        {
            int count = 0;
            for (int i = 0; i < hard.Length; i++)
                if (problem.Items[hard[i]].Slots - tally.SlotsOf(progress.Done, hard[i]) <= room[i][slot]) count++;
            return count;
        }

        bool[] KeptBy(Progress progress) => [.. problem.Items.Select((item, i) => item.IsHard && tally.IsFinished(progress.Done, i))];

        IReadOnlyList<Chunk> PlanTo(int id)
        {
            var plan = new List<Chunk>();
            for (; id >= 0; id = states[id].Parent)
                if (states[id].Place.Length > 0) plan.Add(states[id].Place);
            plan.Reverse();
            return plan;
        }
    }

    /// <summary>Slots from each moment on in which an item may lie.</summary>
    private static int[] Room(PlanItem item)
    {
        var room = new int[item.Allowed.Length + 1];
        for (int slot = item.Allowed.Length - 1; slot >= 0; slot--) room[slot] = room[slot + 1] + (item.Allowed[slot] ? 1 : 0);
        return room;
    }

    /// <param name="Part">The item of which a part ends at the moment; −1: none.</param>
    private readonly record struct State(Progress Progress, int Part, int Run, int Parent, Chunk Place);
}
