using System.Runtime.Intrinsics;

namespace AttentionFunctions.Train;

/// <summary>
/// The inner loops of training. One implementation, <see cref="KernelsOf{TVector, TSimd}"/>, compiled for each vector width; the methods are
/// coarse, so that a virtual call costs nothing beside what it does. None allocates.
/// </summary>
internal abstract class Kernels
{
    /// <summary>The widest that this machine runs in hardware.</summary>
    public static Kernels Best { get; } =
        Vector512.IsHardwareAccelerated ? new KernelsOf<Vector512<float>, Simd512>()
        : Vector256.IsHardwareAccelerated ? new KernelsOf<Vector256<float>, Simd256>()
        : new KernelsOf<Vector128<float>, Simd128>();

    /// <summary>Every width; all run on every machine, some without hardware for it.</summary>
    public static IReadOnlyList<Kernels> All { get; } =
        [new KernelsOf<Vector128<float>, Simd128>(), new KernelsOf<Vector256<float>, Simd256>(), new KernelsOf<Vector512<float>, Simd512>()];

    /// <summary>Columns of the widest register tile: buffers whose column count is a multiple of this suit every width.</summary>
    public const int TileColumns = 32;

    public abstract int Lanes { get; }

    /// <summary>c = a·b, or c += a·b.</summary>
    /// <param name="a">m × k, any strides.</param>
    /// <param name="b">k × n, column stride 1.</param>
    /// <param name="c">m × n, column stride 1; n a multiple of <see cref="TileColumns"/>.</param>
    public abstract void Product(Matrix a, Matrix b, Matrix c, bool add = false);

    /// <summary>
    /// Columns are distributions: x becomes exp(x − max of its column), not divided by the sum.
    /// </summary>
    /// <param name="x">Column count a multiple of <see cref="TileColumns"/>.</param>
    /// <param name="max">Largest of each column.</param>
    /// <param name="sum">Sum of each column after the exponential.</param>
    public abstract void ExponentiateColumns(Matrix x, Span<float> max, Span<float> sum);

    /// <summary>x becomes exp(x − shift); returns the sum.</summary>
    public abstract float Exponentiate(Span<float> x, float shift);

    /// <summary>Each row to mean 0 and variance 1 (Ba, Kiros and Hinton 2016, without gain and bias).</summary>
    /// <param name="inverseDeviation">One per row, for the way back.</param>
    public abstract void Normalise(Matrix x, Matrix y, Span<float> inverseDeviation);

    /// <summary>
    /// dx += s·(dy − mean(dy) − y·mean(dy∘y)) per row, with s the inverse deviation: the gradient of <see cref="Normalise"/>.
    /// </summary>
    public abstract void NormaliseBackward(Matrix dy, Matrix y, ReadOnlySpan<float> inverseDeviation, Matrix dx);

    /// <summary>values[i] stays where gate[i] is above 0 and becomes 0 elsewhere: the gradient of max(0, ·).</summary>
    public abstract void KeepWherePositive(ReadOnlySpan<float> gate, Span<float> values);

    /// <summary>Adds the row to every row of x.</summary>
    public abstract void AddToRows(Matrix x, ReadOnlySpan<float> row);

    /// <summary>sum += the sum of all rows of x.</summary>
    public abstract void AddRowSum(Matrix x, Span<float> sum);

    /// <summary>One step of AdamW (Loshchilov and Hutter 2019) over a range of parameters; clears the gradient.</summary>
    public abstract void AdamW(Span<float> parameters, Span<float> gradient, Span<float> first, Span<float> second, in AdamStep step);

    internal static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}

/// <param name="GradientScale">What the gradient is multiplied with first: 1, or less where it is clipped.</param>
/// <param name="Rate">Learning rate with both bias corrections in it: η·√(1 − β₂ᵗ)/(1 − β₁ᵗ).</param>
/// <param name="Epsilon">ε·√(1 − β₂ᵗ).</param>
/// <param name="Decay">1 − η·λ, what a weight keeps of itself.</param>
internal readonly record struct AdamStep(float GradientScale, float Beta1, float Beta2, float Rate, float Epsilon, float Decay);
