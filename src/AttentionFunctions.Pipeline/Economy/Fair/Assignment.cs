namespace AttentionFunctions.Economy;

/// <summary>Each row to a column of its own at least total cost: the Hungarian method with potentials, O(n³) (Kuhn 1955, Munkres 1957).</summary>
internal static class Assignment
{
    /// <param name="cost">n × n, finite.</param>
    /// <returns>The row of each column.</returns>
    public static int[] Solve(double[,] cost)
    {
        int n = cost.GetLength(0);

        // Row and column 0 are a sentinel: column 0 holds the row that is being placed.
        double[] rowPotential = new double[n + 1], columnPotential = new double[n + 1];
        int[] rowOf = new int[n + 1];
        for (int row = 1; row <= n; row++)
        {
            int[] way = new int[n + 1];
            double[] reduced = [.. Enumerable.Repeat(double.PositiveInfinity, n + 1)];
            bool[] visited = new bool[n + 1];
            rowOf[0] = row;
            int column = 0;
            do
            {
                visited[column] = true;
                int next = 0;
                double least = double.PositiveInfinity;
                for (int j = 1; j <= n; j++)
                {
                    if (visited[j]) continue;
                    double here = cost[rowOf[column] - 1, j - 1] - rowPotential[rowOf[column]] - columnPotential[j];
                    if (here < reduced[j]) (reduced[j], way[j]) = (here, column);
                    if (reduced[j] < least) (least, next) = (reduced[j], j);
                }

                for (int j = 0; j <= n; j++)
                {
                    if (visited[j])
                    {
                        rowPotential[rowOf[j]] += least;
                        columnPotential[j] -= least;
                    }
                    else
                    {
                        reduced[j] -= least;
                    }
                }

                column = next;
            }
            while (rowOf[column] != 0);

            for (; column != 0; column = way[column]) rowOf[column] = rowOf[way[column]];
        }

        return [.. rowOf.Skip(1).Select(row => row - 1)];
    }
}
