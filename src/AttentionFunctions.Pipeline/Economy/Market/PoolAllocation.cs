using Google.OrTools.LinearSolver;

namespace AttentionFunctions.Economy;

/// <summary>A part of the day's attention that can be had: an hour, a category, an audience.</summary>
/// <param name="Seconds">Attention that people give there in a day, from 0.</param>
public sealed record AttentionSegment(string Name, double Seconds);

/// <summary>What one campaign wants of the pool.</summary>
/// <param name="ValuePerSecond">What a second is worth to it, and the most it pays; more than 0.</param>
/// <param name="Budget">Of the day.</param>
/// <param name="Affinity">By segment: how much of its value a second there has; 0 (or absent, when any is given) excludes it. Empty: 1 everywhere.</param>
/// <param name="FloorSeconds">Promised to it.</param>
public sealed record AttentionDemand(
    string Id, double ValuePerSecond, double Budget, IReadOnlyDictionary<string, double>? Affinity = null, double FloorSeconds = 0)
{
    internal double AffinityTo(string segment) => Affinity is { Count: > 0 } some ? some.GetValueOrDefault(segment) : 1;
}

/// <param name="Seconds">Allocated to the campaign in the segment.</param>
/// <param name="Value">Seconds × value per second × affinity.</param>
public sealed record AllocationLine(string Campaign, string Segment, double Seconds, double Value);

/// <param name="UsedShare">Of the segment's attention, 0 to the cap.</param>
/// <param name="ShadowPrice">What one more sponsored second of this segment would add to the value; a fair asking price.</param>
public sealed record SegmentUse(string Segment, double Seconds, double UsedShare, double ShadowPrice);

/// <param name="Spend">At the campaign's own value per second; at most its budget.</param>
/// <param name="BudgetShadowPrice">What one more unit of budget would add to the value; 0 where the budget does not bind.</param>
public sealed record DemandUse(string Campaign, double Seconds, double Spend, double BudgetShadowPrice);

/// <param name="Unmet">Floors that do not fit, in words; then nothing is allocated.</param>
public sealed record PoolPlan(
    double Value, IReadOnlyList<AllocationLine> Lines, IReadOnlyList<SegmentUse> Segments, IReadOnlyList<DemandUse> Campaigns, IReadOnlyList<string> Unmet);

/// <summary>
/// Allocates a day's attention over campaigns: the transportation program that guaranteed delivery of display advertising is planned by
/// (Bharadwaj et al., "SHALE: an efficient algorithm for allocation of guaranteed display advertising", KDD 2012, section 3, with a linear objective).
/// </summary>
/// <remarks>
/// <code>
/// maximise    Σ value_c · affinity_cs · x_cs
/// subject to  Σ_c x_cs ≤ cap · seconds_s        Σ_s value_c · affinity_cs · x_cs ≤ budget_c        Σ_s x_cs ≥ floor_c        x ≥ 0
/// </code>
/// </remarks>
public static class PoolAllocation
{
    private const double Noise = 1e-7;

    /// <param name="cap">The share of each segment's attention that may be sponsored, 0 to 1.</param>
    public static PoolPlan Solve(IReadOnlyList<AttentionSegment> segments, IReadOnlyList<AttentionDemand> demands, double cap)
    {
        ArgumentOutOfRangeException.ThrowIfNotBetween(cap, 0, 1);
        using Solver solver = Solver.CreateSolver("GLOP");
        var x = new Variable?[demands.Count, segments.Count];
        for (int c = 0; c < demands.Count; c++)
            for (int s = 0; s < segments.Count; s++)
                if (demands[c].AffinityTo(segments[s].Name) > 0) x[c, s] = solver.MakeNumVar(0, double.PositiveInfinity, "");

        Constraint[] supply = [.. segments.Select(segment => solver.MakeConstraint(double.NegativeInfinity, cap * segment.Seconds))];
        Constraint[] budgets = [.. demands.Select(demand => solver.MakeConstraint(double.NegativeInfinity, demand.Budget))];
        Constraint[] floors = [.. demands.Select(demand => solver.MakeConstraint(demand.FloorSeconds, double.PositiveInfinity))];
        using Objective objective = solver.Objective();
        for (int c = 0; c < demands.Count; c++)
        {
            for (int s = 0; s < segments.Count; s++)
            {
                if (x[c, s] is not { } variable) continue;
                double value = demands[c].ValuePerSecond * demands[c].AffinityTo(segments[s].Name);
                supply[s].SetCoefficient(variable, 1);
                budgets[c].SetCoefficient(variable, value);
                floors[c].SetCoefficient(variable, 1);
                objective.SetCoefficient(variable, value);
            }
        }

        objective.SetMaximization();
        return solver.Solve() == Solver.ResultStatus.OPTIMAL
            ? Plan(segments, demands, x, supply, budgets)
            : new PoolPlan(0, [], [], [], Unmet(segments, demands, cap));
    }

    private static PoolPlan Plan(
        IReadOnlyList<AttentionSegment> segments, IReadOnlyList<AttentionDemand> demands, Variable?[,] x, Constraint[] supply, Constraint[] budgets)
    {
        var lines = new List<AllocationLine>();
        for (int c = 0; c < demands.Count; c++)
        {
            for (int s = 0; s < segments.Count; s++)
            {
                if (x[c, s]?.SolutionValue() is not (> Noise and var seconds)) continue;
                lines.Add(new AllocationLine(
                    demands[c].Id, segments[s].Name, seconds, seconds * demands[c].ValuePerSecond * demands[c].AffinityTo(segments[s].Name)));
            }
        }

        ILookup<string, AllocationLine> bySegment = lines.ToLookup(line => line.Segment), byCampaign = lines.ToLookup(line => line.Campaign);
        return new PoolPlan(
            lines.Sum(line => line.Value), lines,
            [.. segments.Select((segment, s) => new SegmentUse(
                segment.Name, segment.Seconds, segment.Seconds > 0 ? bySegment[segment.Name].Sum(line => line.Seconds) / segment.Seconds : 0, Price(supply[s])))],
            [.. demands.Select((demand, c) => new DemandUse(
                demand.Id, byCampaign[demand.Id].Sum(line => line.Seconds), byCampaign[demand.Id].Sum(line => line.Value), Price(budgets[c])))],
            []);
    }

    private static double Price(Constraint constraint) => constraint.DualValue() is > Noise and var price ? price : 0;

    /// <summary>Why the floors do not fit: each by itself first, since that is what can be cured by one change.</summary>
    private static List<string> Unmet(IReadOnlyList<AttentionSegment> segments, IReadOnlyList<AttentionDemand> demands, double cap)
    {
        var unmet = new List<string>();
        foreach (AttentionDemand demand in demands.Where(demand => demand.FloorSeconds > 0))
        {
            double reach = cap * segments.Where(segment => demand.AffinityTo(segment.Name) > 0).Sum(segment => segment.Seconds);
            double cheapest = segments.Select(segment => demand.AffinityTo(segment.Name)).Where(affinity => affinity > 0).DefaultIfEmpty(1).Min();
            if (reach < demand.FloorSeconds)
                unmet.Add(FormattableString.Invariant($"{demand.Id} is promised {demand.FloorSeconds:F0} s, but its segments have {reach:F0} s within the cap."));
            else if (demand.FloorSeconds * demand.ValuePerSecond * cheapest > demand.Budget)
                unmet.Add(FormattableString.Invariant($"{demand.Id} is promised {demand.FloorSeconds:F0} s, which cost more than its budget of {demand.Budget:F2}."));
        }

        if (unmet.Count == 0) unmet.Add("The floors fit one by one, but not together: lower one of them, raise the cap, or widen what a campaign may use.");
        return unmet;
    }
}
