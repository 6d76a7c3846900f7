using System.Runtime.CompilerServices;

namespace AttentionFunctions.Train;

/// <inheritdoc cref="Kernels"/>
internal sealed unsafe partial class KernelsOf<TVector, TSimd> : Kernels
    where TSimd : struct, ISimd<TVector>
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    public override int Lanes => TSimd.Lanes;

    /// <summary>
    /// eˣ as 2ⁿ·eʳ with |r| ≤ ln 2 / 2 and a polynomial of degree 6 for eʳ; relative error below 2⁻²², 0 below −87 would be denormal and
    /// is rounded up to e⁻⁸⁷.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Exp(TVector x)
    {
        x = TSimd.Max(x, TSimd.Broadcast(-87f));
        var n = TSimd.Round(TSimd.Multiply(x, TSimd.Broadcast(1.44269504f)));

        // ln 2 in two parts, so that n·ln 2 does not cost r its last digits.
        var r = TSimd.MultiplyAdd(n, TSimd.Broadcast(-0.693359375f), x);
        r = TSimd.MultiplyAdd(n, TSimd.Broadcast(2.12194440e-4f), r);
        var p = TSimd.Broadcast(1f / 720);
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1f / 120));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1f / 24));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1f / 6));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(0.5f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1f));
        return TSimd.Multiply(p, TSimd.PowerOfTwo(n));
    }

    [MethodImpl(Hot)]
    public override void ExponentiateColumns(Matrix x, Span<float> max, Span<float> sum)
    {
        for (var column = 0; column < x.Columns; column += 2 * TSimd.Lanes)
        {
            // Two vectors at a time: with 256 bits they fill a cache line.
            var at = x.Start + column;
            var (max0, max1) = (TSimd.Load(at), TSimd.Load(at + TSimd.Lanes));
            for (var row = 1; row < x.Rows; row++)
            {
                at += x.RowStride;
                max0 = TSimd.Max(max0, TSimd.Load(at));
                max1 = TSimd.Max(max1, TSimd.Load(at + TSimd.Lanes));
            }

            at = x.Start + column;
            var (sum0, sum1) = (TSimd.Broadcast(0), TSimd.Broadcast(0));
            for (var row = 0; row < x.Rows; row++, at += x.RowStride)
            {
                var e0 = Exp(TSimd.Subtract(TSimd.Load(at), max0));
                var e1 = Exp(TSimd.Subtract(TSimd.Load(at + TSimd.Lanes), max1));
                TSimd.Store(e0, at);
                TSimd.Store(e1, at + TSimd.Lanes);
                sum0 = TSimd.Add(sum0, e0);
                sum1 = TSimd.Add(sum1, e1);
            }

            fixed (float* maxima = max, sums = sum)
            {
                TSimd.Store(max0, maxima + column);
                TSimd.Store(max1, maxima + column + TSimd.Lanes);
                TSimd.Store(sum0, sums + column);
                TSimd.Store(sum1, sums + column + TSimd.Lanes);
            }
        }
    }

    [MethodImpl(Hot)]
    public override float Exponentiate(Span<float> x, float shift)
    {
        float total = 0;
        fixed (float* values = x)
        {
            var by = TSimd.Broadcast(shift);
            var sum = TSimd.Broadcast(0);
            var i = 0;
            for (; i <= x.Length - TSimd.Lanes; i += TSimd.Lanes)
            {
                var e = Exp(TSimd.Subtract(TSimd.Load(values + i), by));
                TSimd.Store(e, values + i);
                sum = TSimd.Add(sum, e);
            }

            total = TSimd.Sum(sum);
            for (; i < x.Length; i++)
            {
                values[i] = MathF.Exp(values[i] - shift);
                total += values[i];
            }
        }

        return total;
    }

    [MethodImpl(Hot)]
    public override void Normalise(Matrix x, Matrix y, Span<float> inverseDeviation)
    {
        var n = x.Columns;
        for (var row = 0; row < x.Rows; row++)
        {
            float* from = x.Row(row), to = y.Row(row);
            var sum = TSimd.Broadcast(0);
            for (var i = 0; i < n; i += TSimd.Lanes)
            {
                sum = TSimd.Add(sum, TSimd.Load(from + i));
            }

            var mean = TSimd.Broadcast(TSimd.Sum(sum) / n);
            var squares = TSimd.Broadcast(0);
            for (var i = 0; i < n; i += TSimd.Lanes)
            {
                var centred = TSimd.Subtract(TSimd.Load(from + i), mean);
                squares = TSimd.MultiplyAdd(centred, centred, squares);
            }

            var inverse = 1 / MathF.Sqrt(TSimd.Sum(squares) / n + NormEpsilon);
            inverseDeviation[row] = inverse;
            var scale = TSimd.Broadcast(inverse);
            for (var i = 0; i < n; i += TSimd.Lanes)
            {
                TSimd.Store(TSimd.Multiply(TSimd.Subtract(TSimd.Load(from + i), mean), scale), to + i);
            }
        }
    }

    [MethodImpl(Hot)]
    public override void NormaliseBackward(Matrix dy, Matrix y, ReadOnlySpan<float> inverseDeviation, Matrix dx)
    {
        var n = y.Columns;
        for (var row = 0; row < y.Rows; row++)
        {
            float* gradient = dy.Row(row), normal = y.Row(row), to = dx.Row(row);
            var (sum, products) = (TSimd.Broadcast(0), TSimd.Broadcast(0));
            for (var i = 0; i < n; i += TSimd.Lanes)
            {
                var g = TSimd.Load(gradient + i);
                sum = TSimd.Add(sum, g);
                products = TSimd.MultiplyAdd(g, TSimd.Load(normal + i), products);
            }

            var mean = TSimd.Broadcast(TSimd.Sum(sum) / n);
            var along = TSimd.Broadcast(TSimd.Sum(products) / n);
            var scale = TSimd.Broadcast(inverseDeviation[row]);
            for (var i = 0; i < n; i += TSimd.Lanes)
            {
                var centred = TSimd.Subtract(TSimd.Load(gradient + i), mean);
                var rest = TSimd.Subtract(centred, TSimd.Multiply(TSimd.Load(normal + i), along));
                TSimd.Store(TSimd.MultiplyAdd(rest, scale, TSimd.Load(to + i)), to + i);
            }
        }
    }

    [MethodImpl(Hot)]
    public override void KeepWherePositive(ReadOnlySpan<float> gate, Span<float> values)
    {
        fixed (float* gates = gate, kept = values)
        {
            for (var i = 0; i < values.Length; i += TSimd.Lanes)
            {
                TSimd.Store(TSimd.WhereAboveZero(TSimd.Load(gates + i), TSimd.Load(kept + i)), kept + i);
            }
        }
    }

    [MethodImpl(Hot)]
    public override void AddToRows(Matrix x, ReadOnlySpan<float> row)
    {
        fixed (float* values = row)
        {
            for (var r = 0; r < x.Rows; r++)
            {
                var to = x.Row(r);
                for (var i = 0; i < x.Columns; i += TSimd.Lanes)
                {
                    TSimd.Store(TSimd.Add(TSimd.Load(to + i), TSimd.Load(values + i)), to + i);
                }
            }
        }
    }

    [MethodImpl(Hot)]
    public override void AddRowSum(Matrix x, Span<float> sum)
    {
        fixed (float* totals = sum)
        {
            for (var i = 0; i < x.Columns; i += TSimd.Lanes)
            {
                var total = TSimd.Load(totals + i);
                for (var r = 0; r < x.Rows; r++)
                {
                    total = TSimd.Add(total, TSimd.Load(x.Row(r) + i));
                }

                TSimd.Store(total, totals + i);
            }
        }
    }

    [MethodImpl(Hot)]
    public override void AdamW(Span<float> parameters, Span<float> gradient, Span<float> first, Span<float> second, in AdamStep step)
    {
        var scale = TSimd.Broadcast(step.GradientScale);
        var (keep1, take1) = (TSimd.Broadcast(step.Beta1), TSimd.Broadcast(1 - step.Beta1));
        var (keep2, take2) = (TSimd.Broadcast(step.Beta2), TSimd.Broadcast(1 - step.Beta2));
        var (rate, epsilon, decay) = (TSimd.Broadcast(-step.Rate), TSimd.Broadcast(step.Epsilon), TSimd.Broadcast(step.Decay));
        fixed (float* p = parameters, g = gradient, m = first, v = second)
        {
            for (var i = 0; i < parameters.Length; i += TSimd.Lanes)
            {
                var slope = TSimd.Multiply(TSimd.Load(g + i), scale);
                var momentum = TSimd.MultiplyAdd(TSimd.Load(m + i), keep1, TSimd.Multiply(slope, take1));
                var energy = TSimd.MultiplyAdd(TSimd.Load(v + i), keep2, TSimd.Multiply(TSimd.Multiply(slope, slope), take2));
                var move = TSimd.Divide(momentum, TSimd.Add(TSimd.SquareRoot(energy), epsilon));
                TSimd.Store(TSimd.MultiplyAdd(move, rate, TSimd.Multiply(TSimd.Load(p + i), decay)), p + i);
                TSimd.Store(momentum, m + i);
                TSimd.Store(energy, v + i);
                TSimd.Store(TSimd.Broadcast(0), g + i);
            }
        }
    }
}
