namespace AttentionFunctions.Economy;

/// <summary>Marginals of a lottery over rankings.</summary>
/// <param name="P">P[i, j]: probability that candidate i is at position j; columns sum to 1, rows to at most 1.</param>
/// <param name="Tolerance">The t of <see cref="FairExposure"/> that was met; infinite where none was asked for.</param>
internal sealed record FairLottery(double[,] P, double Tolerance)
{
    public int Candidates => P.GetLength(0);

    public int Positions => P.GetLength(1);

    /// <summary>Expected exposure of each candidate.</summary>
    public double[] Exposures(double[] positions) =>
        [.. Enumerable.Range(0, Candidates).Select(i => Enumerable.Range(0, Positions).Sum(j => P[i, j] * positions[j]))];

    /// <summary>uᵀPv.</summary>
    public double Utility(double[] merits, double[] positions) => Exposures(positions).Zip(merits, (exposure, merit) => exposure * merit).Sum();

    /// <summary>Candidates by position, drawn so that each is at each position as often as <see cref="P"/> says.</summary>
    public int[] Draw(Random random)
    {
        double left = random.NextDouble();
        IReadOnlyList<(double Weight, int[] Order)> rankings = Birkhoff.Decompose(P);
        foreach ((double weight, int[] order) in rankings)
        {
            left -= weight;
            if (left < 0) return order;
        }

        return rankings[^1].Order;
    }
}
