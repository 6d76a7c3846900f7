using System.ComponentModel.DataAnnotations;

namespace AttentionFunctions.Economy;

/// <summary>
/// Spreads a budget over a period by bidding less than the value: adaptive pacing, Balseiro and Gur, "Learning in Repeated Auctions with
/// Budgets", Management Science 2019, section 3, algorithm 1.
/// </summary>
/// <remarks>
/// <code>
/// bid = min(v / (1 + μ), budget left)          μ ← [μ − η·(ρ − cost) / ρ₁]₊ up to μ̄          ρ = budget left / auctions left
/// </code>
/// μ is the multiplier of the budget constraint; the step is stochastic descent on the dual. Two things differ from the paper. Dividing the
/// step by the first ρ makes η a number without a unit. And ρ is the rate at which what is left would last to the end, where the paper's stays
/// what it was at the start: while μ is held at 0 the descent loses what was not spent, about 3 % of a budget that hardly binds, and this
/// brings it back (re-solving: Jasin and Kumar, Mathematics of Operations Research 2012).
/// </remarks>
internal sealed class BudgetPacing
{
    private readonly PacingOptions _options;
    private readonly int _auctions;
    private readonly double _unit, _step;
    private int _settled;

    /// <param name="budget">Of the period, more than 0.</param>
    /// <param name="auctions">Expected in the period, at least 1.</param>
    public BudgetPacing(double budget, int auctions, PacingOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(budget);
        ArgumentOutOfRangeException.ThrowIfLessThan(auctions, 1);
        _options = options ?? new PacingOptions();
        (Budget, _auctions, _unit, _step) = (budget, auctions, budget / auctions, _options.Step / Math.Sqrt(auctions));
    }

    public double Budget { get; }

    public double Spent { get; private set; }

    /// <summary>μ.</summary>
    public double Multiplier { get; private set; }

    /// <summary>The bid per click; 0 when nothing is left. A click never costs more than it.</summary>
    public double Bid(double valuePerClick) => Math.Min(valuePerClick / (1 + Multiplier), Budget - Spent);

    /// <summary>After each auction that the campaign could have taken part in, also one that cost nothing.</summary>
    /// <exception cref="InvalidOperationException">The cost is more than was left: it was not priced by <see cref="Bid"/>.</exception>
    public void Settle(double cost)
    {
        // Sums of many prices end a rounding error away from the budget.
        if (cost < 0 || Spent + cost > Budget * (1 + 1e-12)) throw new InvalidOperationException($"{cost} was charged, but {Budget - Spent} was left.");
        double target = (Budget - Spent) / Math.Max(1, _auctions - _settled);
        _settled++;
        Spent = Math.Min(Budget, Spent + cost);
        Multiplier = Descend(Multiplier, _step * (target - cost) / _unit, _options);
    }

    /// <summary>One step of the dual.</summary>
    /// <param name="under">η·(ρ − cost) / ρ₁: by how much less was spent than planned.</param>
    internal static double Descend(double multiplier, double under, PacingOptions options) => Math.Clamp(multiplier - under, 0, options.HighestMultiplier);
}

internal sealed record PacingOptions
{
    /// <summary>η·√T, 0.01 to 100: larger follows the traffic faster and bids more unevenly.</summary>
    [Range(0.01, 100)]
    public double Step { get; init; } = 1;

    /// <summary>μ̄, 1 to 1,000: the least a bid may be is value / (1 + μ̄), so that a campaign in need of little is never shut out for long.</summary>
    [Range(1, 1000)]
    public double HighestMultiplier { get; init; } = 50;
}
