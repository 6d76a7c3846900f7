namespace AttentionFunctions.Rank;

/// <summary>
/// A query as whole numbers, and an upper bound of the score of every row from its codes alone: a row is looked at exactly if and only if its
/// bound reaches the score of the k-th best row so far, so what a scan leaves out cannot be among the k best.
/// </summary>
/// <remarks>
/// <para>Row x ≈ s·c with |cᵢ| ≤ 127 and query q ≈ t·u with |uᵢ| ≤ U, where d·127·U &lt; 2³¹ and U &lt; 2¹⁴, so that the sum c·u of d products is exact in 32
/// bits. With e = x − s·c and f = q − t·u,</para>
/// <code>
/// q·x = s·t·(c·u) + f·(s·c) + q·e  ≤  s·( t·(c·u) + ‖f‖·ν + ‖q‖·ε )        (1)
/// </code>
/// <para>by Cauchy and Schwarz, where ν ≥ ‖c‖ and ε ≥ ‖e‖/s are maxima over the block of the row, and ‖x‖/s ≤ ν + ε.</para>
/// <para>The score F that counts is the one the exact kernel computes in floats, biases pⱼ = bⱼ·biasⱼ included: first the d products, then one bias
/// after the other. Whatever the order of its sums and whether it fuses, with unit roundoff η = 2⁻²⁴, n = d + 2J + 6 roundings on the longest way of
/// a product and m = 2J + 2 on that of a bias (Higham, Accuracy and Stability of Numerical Algorithms, 2002, §3.1; γ_n = nη/(1 − nη)),</para>
/// <code>
/// F ≤ q·x + Σpⱼ + γ_n·‖q‖·‖x‖ + γ_m·Σ|pⱼ| + n·2⁻¹⁴⁹                         (2)
/// </code>
/// <para>where the last term is what underflow may lose. The bound itself is computed in floats too, with at most 2J + 8 roundings of
/// quantities that are no larger than s·(‖q‖ + ‖f‖)·(ν + ε) and Σ|pⱼ|. So with κ = (d + 4J + 32)·2⁻²³ and λ = (4J + 16)·2⁻²³, at least twice the
/// roundings of both sides together,</para>
/// <code>
/// F ≤ s·( t·(c·u) + w ) + Σ( pⱼ + λ|pⱼ| ) + 2⁻¹²⁶,                          (3)
/// w = (1 + κ)·( ‖q‖·ε + ‖f‖·ν + κ·(‖q‖ + ‖f‖)·(ν + ε) ) + 2⁻¹²⁶
/// </code>
/// <para>also as computed. Scales are normal numbers, and the two 2⁻¹²⁶ are far more than all that becomes subnormal on the way; the outer one
/// is taken from the threshold instead of being added to every row (where the threshold is too large to show it, κ and λ have that much to
/// spare).</para>
/// </remarks>
internal unsafe struct QueryBound
{
    /// <summary>Greatest U: what a coordinate of the query may be, two products of which also add up within 32 bits.</summary>
    private const int MostLevels = 16_383;

    /// <summary>‖q‖·ε + κ(‖q‖ + ‖f‖)·ε per unit of ε.</summary>
    private readonly float _perError;

    /// <summary>‖f‖·ν + κ(‖q‖ + ‖f‖)·ν per unit of ν.</summary>
    private readonly float _perLength;

    /// <param name="query">Of length <see cref="VectorLayout.Dimension"/>.</param>
    /// <param name="coefficients">One per column of biases; they stay where they are while this is used.</param>
    /// <param name="codes">Room for 2 × <see cref="VectorLayout.Pairs"/> codes.</param>
    public QueryBound(VectorLayout layout, ReadOnlySpan<float> query, float* coefficients, short* codes)
    {
        Codes = codes;
        Coefficients = coefficients;
        Threshold = float.NegativeInfinity;
        int levels = Math.Min(MostLevels, int.MaxValue / (127 * layout.Dimension));
        float largest = 0;
        foreach (float value in query) largest = MathF.Max(largest, MathF.Abs(value));
        Scale = MathF.Max(largest / levels, QuantisedRow.SmallestNormal);
        double norm = 0, error = 0;
        codes[2 * layout.Pairs - 1] = 0;
        for (int i = 0; i < query.Length; i++)
        {
            int code = Math.Clamp((int)MathF.Round(query[i] / Scale), -levels, levels);
            codes[i] = (short)code;
            double off = query[i] - (double)Scale * code;
            error += off * off;
            norm += (double)query[i] * query[i];
        }

        double rounding = (layout.Dimension + 4 * layout.BiasColumns + 32) * Math.ScaleB(1, -23);
        double rounded = rounding * (Math.Sqrt(norm) + Math.Sqrt(error));
        _perError = QuantisedRow.Up((1 + rounding) * (Math.Sqrt(norm) + rounded));
        _perLength = QuantisedRow.Up((1 + rounding) * (Math.Sqrt(error) + rounded));
        BiasRounding = (4 * layout.BiasColumns + 16) * MathF.ScaleB(1, -23);
    }

    /// <summary>u.</summary>
    public short* Codes { get; }

    /// <summary>bⱼ.</summary>
    public float* Coefficients { get; }

    /// <summary>t.</summary>
    public float Scale { get; }

    /// <summary>λ.</summary>
    public float BiasRounding { get; }

    /// <summary>Rows whose bound is below cannot have the score that was asked for.</summary>
    public float Threshold { get; private set; }

    /// <summary>From here on only rows that may score <paramref name="score"/> or more are of interest.</summary>
    public void Require(float score) =>
        Threshold = float.IsNegativeInfinity(score) ? score : Down((double)score - QuantisedRow.SmallestNormal);

    /// <summary>w of equation (3).</summary>
    /// <param name="errors">ε and ν of a block.</param>
    public readonly float Margin(float* errors) => _perError * errors[0] + _perLength * errors[1] + QuantisedRow.SmallestNormal;

    private static float Down(double value)
    {
        var rounded = (float)value;
        return rounded > value ? MathF.BitDecrement(rounded) : rounded;
    }
}
