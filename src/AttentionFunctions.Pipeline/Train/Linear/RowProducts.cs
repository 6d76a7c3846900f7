using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionFunctions.Train;

/// <summary>Products of the rows of two row-major matrices, the one operation that factorising and solving spend their time in.</summary>
internal static class RowProducts
{
    /// <summary>Columns multiplied at a time: 64 rows of them take 128 KiB, so that a panel stays in the second-level cache.</summary>
    private const int Depth = 512;

    /// <summary>target[i, j] −= Σ left[i, k] · right[j, k], for <paramref name="rows"/> × <paramref name="columns"/> targets.</summary>
    /// <param name="targetStride">Values from one row to the next; likewise the other strides.</param>
    /// <param name="depth">Values of k.</param>
    public static void Subtract(
        Span<float> target, int targetStride, ReadOnlySpan<float> left, int leftStride, ReadOnlySpan<float> right, int rightStride, int rows, int columns, int depth)
    {
        for (var k = 0; k < depth; k += Depth)
        {
            var length = Math.Min(Depth, depth - k);
            var i = 0;
            for (; i <= rows - 4; i += 4)
            {
                var j = 0;
                for (; j <= columns - 2; j += 2)
                {
                    Tile(ref target[i * targetStride + j], targetStride, left[(i * leftStride + k)..], leftStride, right[(j * rightStride + k)..], rightStride, length);
                }

                if (j < columns)
                {
                    Column(target, left, right, i, i + 4, j, k, length);
                }
            }

            for (var j = 0; j < columns && i < rows; j++)
            {
                Column(target, left, right, i, rows, j, k, length);
            }
        }

        void Column(Span<float> target, ReadOnlySpan<float> left, ReadOnlySpan<float> right, int from, int to, int j, int k, int length)
        {
            for (var i = from; i < to; i++)
            {
                target[i * targetStride + j] -= TensorPrimitives.Dot(left.Slice(i * leftStride + k, length), right.Slice(j * rightStride + k, length));
            }
        }
    }

    /// <summary>
    /// Four rows by two: eight sums hide the latency of the multiplication and, with the six operands, fit sixteen registers; six loads serve
    /// eight multiplications.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile(ref float target, int targetStride, ReadOnlySpan<float> left, int leftStride, ReadOnlySpan<float> right, int rightStride, int length)
    {
        // The last rows' last values are the furthest that are read.
        _ = left[3 * leftStride + length - 1];
        _ = right[rightStride + length - 1];
        ref var a0 = ref MemoryMarshal.GetReference(left);
        ref var a1 = ref Unsafe.Add(ref a0, leftStride);
        ref var a2 = ref Unsafe.Add(ref a1, leftStride);
        ref var a3 = ref Unsafe.Add(ref a2, leftStride);
        ref var b0 = ref MemoryMarshal.GetReference(right);
        ref var b1 = ref Unsafe.Add(ref b0, rightStride);
        Vector256<float> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default;
        nuint k = 0;
        for (; k + (nuint)Vector256<float>.Count <= (nuint)length; k += (nuint)Vector256<float>.Count)
        {
            var y0 = Vector256.LoadUnsafe(ref b0, k);
            var y1 = Vector256.LoadUnsafe(ref b1, k);
            var x = Vector256.LoadUnsafe(ref a0, k);
            s00 = Vector256.FusedMultiplyAdd(x, y0, s00);
            s01 = Vector256.FusedMultiplyAdd(x, y1, s01);
            x = Vector256.LoadUnsafe(ref a1, k);
            s10 = Vector256.FusedMultiplyAdd(x, y0, s10);
            s11 = Vector256.FusedMultiplyAdd(x, y1, s11);
            x = Vector256.LoadUnsafe(ref a2, k);
            s20 = Vector256.FusedMultiplyAdd(x, y0, s20);
            s21 = Vector256.FusedMultiplyAdd(x, y1, s21);
            x = Vector256.LoadUnsafe(ref a3, k);
            s30 = Vector256.FusedMultiplyAdd(x, y0, s30);
            s31 = Vector256.FusedMultiplyAdd(x, y1, s31);
        }

        float r00 = Vector256.Sum(s00), r01 = Vector256.Sum(s01), r10 = Vector256.Sum(s10), r11 = Vector256.Sum(s11);
        float r20 = Vector256.Sum(s20), r21 = Vector256.Sum(s21), r30 = Vector256.Sum(s30), r31 = Vector256.Sum(s31);
        for (; k < (nuint)length; k++)
        {
            float y0 = Unsafe.Add(ref b0, k), y1 = Unsafe.Add(ref b1, k);
            r00 += Unsafe.Add(ref a0, k) * y0;
            r01 += Unsafe.Add(ref a0, k) * y1;
            r10 += Unsafe.Add(ref a1, k) * y0;
            r11 += Unsafe.Add(ref a1, k) * y1;
            r20 += Unsafe.Add(ref a2, k) * y0;
            r21 += Unsafe.Add(ref a2, k) * y1;
            r30 += Unsafe.Add(ref a3, k) * y0;
            r31 += Unsafe.Add(ref a3, k) * y1;
        }

        Take(ref target, r00, r01);
        Take(ref Unsafe.Add(ref target, targetStride), r10, r11);
        Take(ref Unsafe.Add(ref target, 2 * targetStride), r20, r21);
        Take(ref Unsafe.Add(ref target, 3 * targetStride), r30, r31);
    }

    private static void Take(ref float at, float first, float second)
    {
        at -= first;
        Unsafe.Add(ref at, 1) -= second;
    }
}
