namespace AttentionFunctions.Rank;

/// <summary>What no scan can rank is refused where it comes in.</summary>
internal static class FiniteVector
{
    /// <exception cref="ArgumentException">A value is NaN or infinite, or the vector is longer than <see cref="QuantisedRow.MaxNorm"/>.</exception>
    public static void Check(ReadOnlySpan<float> values, string what)
    {
        double squares = 0;
        foreach (float value in values) squares += (double)value * value;
        if (squares <= QuantisedRow.MaxNorm * QuantisedRow.MaxNorm) return;
        for (int i = 0; i < values.Length; i++)
            if (!float.IsFinite(values[i])) throw new ArgumentException($"{what} must be finite; number {i} is {values[i]}.");
        throw new ArgumentException($"{what} must have a norm of at most {QuantisedRow.MaxNorm:G1}; it is {Math.Sqrt(squares):G3}. Scale the model down.");
    }
}
