namespace AttentionFunctions.Plan;

/// <summary>Work in a row since the last break, appointments included, as a path through the day counts it.</summary>
internal sealed class BreakRule
{
    private readonly PlanProblem _problem;
    private readonly bool _isKept;

    // Appointments that follow directly, in slots.
    private readonly int[] _appointments;

    public BreakRule(PlanProblem problem)
    {
        int slots = problem.Slots.Length;
        (_problem, _isKept, _appointments) = (problem, problem.BreakAfter < slots, new int[slots + 1]);
        for (int slot = slots - 1; slot >= 0; slot--) _appointments[slot] = problem.Slots[slot].IsFixed ? _appointments[slot + 1] + 1 : 0;
    }

    /// <summary>Different counts; 1 where breaks are not asked for.</summary>
    public int Runs => _isKept ? _problem.BreakAfter + 1 : 1;

    /// <summary>When a path that begins without a count must begin, so that it has the right one at the first place.</summary>
    public int Begin(int firstStart) => Math.Max(0, firstStart - Runs);

    public int AfterWaiting(int slot, int run) => _isKept && _problem.Slots[slot].IsFixed ? Math.Min(run + 1, Runs - 1) : 0;

    /// <summary>Whether a break is kept when so much work lies before a place: appointments that follow at once count with it.</summary>
    public bool Allows(Chunk place, int run, out int after)
    {
        after = 0;
        if (!_isKept || _problem.Items[place.Item].IsRest) return true;
        after = run + place.Length;
        return after + _appointments[place.End] < Runs;
    }
}
