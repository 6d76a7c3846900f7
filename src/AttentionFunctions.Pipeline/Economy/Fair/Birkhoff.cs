namespace AttentionFunctions.Economy;

/// <summary>
/// A doubly stochastic matrix is a mixture of permutations (Birkhoff 1946, von Neumann 1953): found greedily, each time a perfect matching
/// of what is left and as much of it as there is; at most (n − 1)² + 1 permutations. Singh and Joachims, KDD 2018, section 3.4.
/// </summary>
internal static class Birkhoff
{
    /// <summary>What a solver leaves of a zero.</summary>
    private const double Zero = 1e-9;

    /// <summary>Mass that may stay undecomposed through rounding; the weights are scaled up to 1.</summary>
    private const double Rest = 1e-6;

    /// <param name="p">n candidates × k ≤ n positions, columns summing to 1, rows to at most 1.</param>
    /// <returns>Weights that sum to 1, and for each the candidates by position.</returns>
    /// <exception cref="ArgumentException">The matrix is not such.</exception>
    public static IReadOnlyList<(double Weight, int[] Order)> Decompose(double[,] p)
    {
        double[,] left = Completed(p);
        int n = left.GetLength(0), positions = p.GetLength(1);
        int[] rowOf = [.. Enumerable.Repeat(-1, n)], columnOf = [.. Enumerable.Repeat(-1, n)];
        var mixture = new List<(double Weight, int[] Order)>();
        double mass = 1;
        while (mass > Zero)
        {
            if (!Match(left, rowOf, columnOf)) break;
            double weight = Enumerable.Range(0, n).Min(j => left[rowOf[j], j]);
            mixture.Add((weight, rowOf[..positions]));
            mass -= weight;
            for (int j = 0; j < n; j++)
            {
                int i = rowOf[j];
                left[i, j] -= weight;
                if (left[i, j] <= Zero) (rowOf[j], columnOf[i]) = (-1, -1);
            }
        }

        if (mass > Rest) throw new ArgumentException("The matrix is not doubly stochastic: its columns must sum to 1 and its rows to at most 1.", nameof(p));
        double total = mixture.Sum(term => term.Weight);
        return [.. mixture.Select(term => (term.Weight / total, term.Order))];
    }

    /// <summary>
    /// Adds the positions that are not shown. Which of them an unshown candidate takes means nothing, so they are filled one after the
    /// other, with few entries.
    /// </summary>
    private static double[,] Completed(double[,] p)
    {
        int n = p.GetLength(0), positions = p.GetLength(1);
        var square = new double[n, n];
        int column = positions;
        double free = 1;
        for (int i = 0; i < n; i++)
        {
            double rest = 1;
            for (int j = 0; j < positions; j++)
            {
                square[i, j] = p[i, j];
                rest -= p[i, j];
            }

            while (rest > Zero && column < n)
            {
                double part = Math.Min(rest, free);
                square[i, column] = part;
                rest -= part;
                free -= part;
                if (free > Zero) continue;
                column++;
                free = 1;
            }
        }

        return square;
    }

    /// <summary>Completes a matching by augmenting paths (Kuhn 1955); what is left of the last one is kept.</summary>
    private static bool Match(double[,] left, int[] rowOf, int[] columnOf)
    {
        for (int i = 0; i < columnOf.Length; i++)
            if (columnOf[i] < 0 && !Augment(left, i, rowOf, columnOf, new bool[rowOf.Length])) return false;
        return true;
    }

    private static bool Augment(double[,] left, int row, int[] rowOf, int[] columnOf, bool[] tried)
    {
        for (int j = 0; j < rowOf.Length; j++)
        {
            if (left[row, j] <= Zero || tried[j]) continue;
            tried[j] = true;
            if (rowOf[j] >= 0 && !Augment(left, rowOf[j], rowOf, columnOf, tried)) continue;
            (rowOf[j], columnOf[row]) = (row, j);
            return true;
        }

        return false;
    }
}
