namespace AttentionFunctions.Train;

/// <summary>Weighted user–item pairs, row by row (CSR).</summary>
/// <param name="Offsets">Row r is <c>[Offsets[r], Offsets[r + 1])</c>.</param>
/// <param name="Columns">Parallel to <paramref name="Weights"/>.</param>
internal sealed record SparseRows(int[] Offsets, int[] Columns, float[] Weights)
{
    public int Count => Offsets.Length - 1;

    public ReadOnlySpan<int> ColumnsOf(int row) => Columns.AsSpan(Offsets[row], Offsets[row + 1] - Offsets[row]);

    public ReadOnlySpan<float> WeightsOf(int row) => Weights.AsSpan(Offsets[row], Offsets[row + 1] - Offsets[row]);

    /// <summary>A row per user; repeated items stay apart, their weights add up wherever rows are summed.</summary>
    public static SparseRows Of(SequenceSet set, Func<float, float> weight)
    {
        var offsets = new int[set.Users.Length + 1];
        var columns = new int[set.InteractionCount];
        var weights = new float[columns.Length];
        var at = 0;
        for (var user = 0; user < set.Users.Length; user++)
        {
            foreach (var interaction in set.Users[user].Interactions)
            {
                columns[at] = interaction.Item;
                weights[at++] = weight(interaction.Weight);
            }

            offsets[user + 1] = at;
        }

        return new(offsets, columns, weights);
    }

    /// <param name="columnCount">Rows of the result.</param>
    public SparseRows Transpose(int columnCount)
    {
        var offsets = new int[columnCount + 1];
        foreach (var column in Columns)
        {
            offsets[column + 1]++;
        }

        for (var i = 0; i < columnCount; i++)
        {
            offsets[i + 1] += offsets[i];
        }

        var next = offsets.ToArray();
        var columns = new int[Columns.Length];
        var weights = new float[Weights.Length];
        for (var row = 0; row < Count; row++)
        {
            for (var i = Offsets[row]; i < Offsets[row + 1]; i++)
            {
                var to = next[Columns[i]]++;
                (columns[to], weights[to]) = (row, Weights[i]);
            }
        }

        return new(offsets, columns, weights);
    }
}
