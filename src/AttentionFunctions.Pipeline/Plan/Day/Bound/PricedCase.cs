namespace AttentionFunctions.Plan;

/// <summary>A case with the best prices found for it, and what is known by them.</summary>
/// <param name="Memory">Of the paths on which the prices were found.</param>
internal sealed record PricedCase(PlanCase Plans, DayPrices Prices, PathMemory Memory)
{
    /// <summary>What a plan made of a path costs in inner steps of a path.</summary>
    private const long PlanWork = 20_000;

    /// <summary>No plan of the case scores more.</summary>
    public double Bound { get; init; } = double.PositiveInfinity;

    /// <summary>Decisions that led to the case.</summary>
    public int Depth { get; init; }

    /// <summary>Of each place by the prices.</summary>
    public double[] Profits { get; init; } = [];

    /// <summary>What is added to the profits of a path.</summary>
    public double Constant { get; init; }

    /// <summary>Of the paths of late.</summary>
    public PathFaults Faults { get; init; } = new(Plans);

    /// <summary>
    /// Steps of the prices against what the longest path does wrong (subgradients), shorter where they no longer help. Every second path is
    /// also made into a plan.
    /// </summary>
    /// <param name="places">To which the paths refer.</param>
    /// <param name="most">Steps.</param>
    /// <param name="length">Of the first steps, as a part of what Polyak's rule allows.</param>
    public PricedCase Tighten(IDayPaths paths, Chunk[] places, int most, double length, BestPlan best, WorkBudget budget)
    {
        const int patience = 8;
        const double shorter = 0.6, shortest = 5e-3, noticeable = 3e-4;
        PricedCase tightest = this;
        var faults = new PathFaults(Plans);
        DayPrices prices = Prices.Copy();
        double lowest = double.PositiveInfinity;
        for (int i = 0, stale = 0; i < most && length > shortest && (i == 0 || !budget.IsSpent); i++)
        {
            double constant = prices.Constant(Memory, Plans);
            double[] profits = prices.Profits(places);
            double value = paths.Longest(profits) + constant;
            budget.Spend(paths.Work);
            stale = value < lowest - noticeable * Math.Abs(lowest) ? 0 : stale + 1;
            if (value < lowest)
            {
                lowest = value;
                tightest = this with { Prices = prices.Copy(), Profits = profits, Constant = constant };
            }

            if (best.IsBeaten(lowest)) break;
            if (stale >= patience) (stale, length) = (0, shorter * length);
            Chunk[] path = [.. paths.Path().Select(place => places[place])];
            faults.Add(path, prices, Memory);
            bool isRight = !prices.Step(path, Memory, Plans, length * (value - best.Score));
            if (i % 2 == 0 || isRight)
            {
                best.Try(path);
                budget.Spend(PlanWork);
            }

            if (isRight) break;
        }

        return tightest with { Bound = Math.Min(Bound, lowest), Faults = faults };
    }
}
