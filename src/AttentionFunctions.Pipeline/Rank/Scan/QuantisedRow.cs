namespace AttentionFunctions.Rank;

/// <summary>
/// A row x as whole numbers: x ≈ s·c with codes c from −127 to 127, each the nearest one. What the bound needs of it, in units of s: how far off
/// it is, and how long it is.
/// </summary>
/// <param name="Scale">s, at least the smallest normal float, so that it and what it is multiplied with keep their precision.</param>
/// <param name="Error">At least ‖x − s·c‖ / s.</param>
/// <param name="Length">At least ‖c‖.</param>
internal readonly record struct QuantisedRow(float Scale, float Error, float Length)
{
    private const int Levels = 127;

    /// <summary>2⁻¹²⁶.</summary>
    public const float SmallestNormal = 1.17549435e-38f;

    /// <summary>
    /// Vectors and biases are no longer than this, so that no score and no part of one can overflow: |q·x| ≤ ‖q‖·‖x‖ ≤ 10³⁶, and so for the
    /// products of biases.
    /// </summary>
    public const double MaxNorm = 1e18;

    /// <param name="codes">As long as <paramref name="row"/>.</param>
    public static QuantisedRow Of(ReadOnlySpan<float> row, Span<sbyte> codes)
    {
        float largest = 0;
        foreach (float value in row) largest = MathF.Max(largest, MathF.Abs(value));
        float scale = MathF.Max(largest / Levels, SmallestNormal);
        double error = 0;
        long length = 0;
        for (int i = 0; i < row.Length; i++)
        {
            int code = Math.Clamp((int)MathF.Round(row[i] / scale), -Levels, Levels);
            codes[i] = (sbyte)code;
            double off = row[i] - (double)scale * code;
            error += off * off;
            length += code * code;
        }

        return new(scale, Up(Math.Sqrt(error) / scale), Up(Math.Sqrt(length)));
    }

    /// <summary>A float that is at least what <paramref name="value"/> stood for before the few roundings in double precision that led to it.</summary>
    public static float Up(double value) => MathF.BitIncrement((float)(value * (1 + 1e-12)));
}
