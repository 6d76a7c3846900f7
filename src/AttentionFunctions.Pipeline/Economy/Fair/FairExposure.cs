using Google.OrTools.LinearSolver;

namespace AttentionFunctions.Economy;

/// <summary>
/// The ranking lottery of greatest expected utility whose groups have the exposure they are to have: Singh and Joachims, "Fairness of
/// Exposure in Rankings", KDD 2018, section 3.3, equation 6.
/// </summary>
/// <remarks>
/// <code>
/// maximise    uᵀPv
/// subject to  Pᵀ1 = 1 (every position is taken)      P1 ≤ 1 (no item twice)      0 ≤ P
///             |exposure of g − target of g| ≤ t · target of g     for every group g, its target a share of Σv
/// </code>
/// Only the first k positions are modelled; what lies below has no exposure. Both of the paper's constraints, pairwise equalities between
/// groups, are this one at t = 0, since the exposures of all groups together are always Σv. With t = 0 the constraint cannot always be met
/// (one group of great merit cannot have more than the first places): then the smallest t that can be met is found first.
/// Solved by GLOP: the polytope of doubly stochastic matrices is highly degenerate, which a simplex of a few dozen lines does not survive.
/// </remarks>
internal static class FairExposure
{
    /// <summary>More candidates than this are cut to the best; n·k variables are solved in milliseconds up to there.</summary>
    public const int MaxCandidates = 100;

    /// <summary>Places further down have little exposure, and hardly differ in it.</summary>
    public const int MaxPositions = 20;

    /// <summary>Relative to less than this share of all exposure, a deviation means nothing, and makes the program ill-conditioned.</summary>
    private const double LeastTarget = 0.01;

    /// <summary>What a solver's "met" may be off by.</summary>
    private const double Slack = 1e-7;

    /// <param name="merits">u, not negative.</param>
    /// <param name="groupOf">Group of each candidate, 0 … G − 1.</param>
    /// <param name="targets">Target share of each group, summing to 1.</param>
    /// <param name="exposures">v of the positions that are shown, at most as many as there are candidates.</param>
    /// <param name="tolerance">t; infinite for no constraint.</param>
    public static FairLottery Solve(double[] merits, int[] groupOf, double[] targets, double[] exposures, double tolerance)
    {
        if (exposures.Length == 0 || exposures.Length > merits.Length)
            throw new ArgumentException($"{exposures.Length} positions cannot be filled with {merits.Length} candidates.", nameof(exposures));
        if (double.IsPositiveInfinity(tolerance)) return Best(merits, exposures);
        return TrySolve(merits, groupOf, targets, exposures, tolerance)
            ?? TrySolve(merits, groupOf, targets, exposures, Smallest(merits.Length, groupOf, targets, exposures) + Slack)
            ?? throw new InvalidOperationException("The solver could not repeat its own solution; this is a fault.");
    }

    /// <summary>Sorting by merit maximises uᵀPv (the rearrangement inequality).</summary>
    private static FairLottery Best(double[] merits, double[] exposures)
    {
        var p = new double[merits.Length, exposures.Length];
        int[] order = [.. Enumerable.Range(0, merits.Length).OrderByDescending(i => merits[i]).ThenBy(i => i)];
        for (int j = 0; j < exposures.Length; j++) p[order[j], j] = 1;
        return new FairLottery(p, double.PositiveInfinity);
    }

    private static FairLottery? TrySolve(double[] merits, int[] groupOf, double[] targets, double[] exposures, double tolerance)
    {
        using Solver solver = Solver.CreateSolver("GLOP");
        Variable[,] p = Polytope(solver, merits.Length, exposures.Length);
        double all = exposures.Sum();
        for (int group = 0; group < targets.Length; group++)
        {
            double target = targets[group] * all;
            double slack = tolerance * Unit(target, all);
            using Constraint constraint = solver.MakeConstraint(target - slack, target + slack);
            AddExposure(constraint, p, groupOf, group, exposures);
        }

        using Objective objective = solver.Objective();
        for (int i = 0; i < merits.Length; i++)
            for (int j = 0; j < exposures.Length; j++) objective.SetCoefficient(p[i, j], merits[i] * exposures[j]);
        objective.SetMaximization();
        return solver.Solve() == Solver.ResultStatus.OPTIMAL ? new FairLottery(Values(p), tolerance) : null;
    }

    private static double Smallest(int candidates, int[] groupOf, double[] targets, double[] exposures)
    {
        using Solver solver = Solver.CreateSolver("GLOP");
        Variable[,] p = Polytope(solver, candidates, exposures.Length);
        using Variable t = solver.MakeNumVar(0, double.PositiveInfinity, "t");
        double all = exposures.Sum();
        for (int group = 0; group < targets.Length; group++)
        {
            double target = targets[group] * all;
            using Constraint below = solver.MakeConstraint(double.NegativeInfinity, target), above = solver.MakeConstraint(target, double.PositiveInfinity);
            AddExposure(below, p, groupOf, group, exposures);
            AddExposure(above, p, groupOf, group, exposures);
            below.SetCoefficient(t, -Unit(target, all));
            above.SetCoefficient(t, Unit(target, all));
        }

        using Objective objective = solver.Objective();
        objective.SetCoefficient(t, 1);
        objective.SetMinimization();
        return solver.Solve() == Solver.ResultStatus.OPTIMAL ? t.SolutionValue() : throw new InvalidOperationException("No ranking lottery was found; this is a fault.");
    }

    /// <summary>What a group's deviation is counted in: its target, but not less than a hundredth of all exposure.</summary>
    private static double Unit(double target, double all) => Math.Max(target, LeastTarget * all);

    private static Variable[,] Polytope(Solver solver, int candidates, int positions)
    {
        var p = new Variable[candidates, positions];
        for (int i = 0; i < candidates; i++)
            for (int j = 0; j < positions; j++) p[i, j] = solver.MakeNumVar(0, 1, "");
        for (int j = 0; j < positions; j++)
        {
            using Constraint taken = solver.MakeConstraint(1, 1);
            for (int i = 0; i < candidates; i++) taken.SetCoefficient(p[i, j], 1);
        }

        for (int i = 0; i < candidates; i++)
        {
            using Constraint once = solver.MakeConstraint(0, 1);
            for (int j = 0; j < positions; j++) once.SetCoefficient(p[i, j], 1);
        }

        return p;
    }

    private static void AddExposure(Constraint constraint, Variable[,] p, int[] groupOf, int group, double[] exposures)
    {
        for (int i = 0; i < groupOf.Length; i++)
            if (groupOf[i] == group)
                for (int j = 0; j < exposures.Length; j++) constraint.SetCoefficient(p[i, j], exposures[j]);
    }

    private static double[,] Values(Variable[,] p)
    {
        var values = new double[p.GetLength(0), p.GetLength(1)];
        for (int i = 0; i < values.GetLength(0); i++)
            for (int j = 0; j < values.GetLength(1); j++) values[i, j] = Math.Clamp(p[i, j].SolutionValue(), 0, 1);
        return values;
    }
}
