namespace AttentionFunctions.Rank;

/// <summary>Asks a <see cref="VectorTable"/> for the rows with the largest score(row) = vector·row + Σ coefficientⱼ·biasⱼ[row].</summary>
/// <param name="vector">As many floats as the table's dimension; norm at most <see cref="QuantisedRow.MaxNorm"/>.</param>
/// <param name="coefficients">One per column of biases, at most as large.</param>
internal readonly ref struct VectorQuery(ReadOnlySpan<float> vector, ReadOnlySpan<float> coefficients = default)
{
    public ReadOnlySpan<float> Vector { get; } = vector;

    public ReadOnlySpan<float> Coefficients { get; } = coefficients;

    /// <exception cref="ArgumentException">The query does not fit the table, or is not finite, or too long.</exception>
    public void Validate(VectorLayout layout)
    {
        if (Vector.Length != layout.Dimension)
            throw new ArgumentException($"The query has {Vector.Length} coordinates; the table's vectors have {layout.Dimension}.");
        if (Coefficients.Length != layout.BiasColumns)
            throw new ArgumentException($"The query has {Coefficients.Length} coefficients for {layout.BiasColumns} columns of biases.");
        FiniteVector.Check(Vector, "The query's vector");
        FiniteVector.Check(Coefficients, "The query's coefficients");
    }
}
