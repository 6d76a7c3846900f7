using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace AttentionFunctions.Rank;

/// <inheritdoc cref="ScanKernels"/>
internal sealed unsafe class ScanKernelsOf<TInts, TFloats, TSimd> : ScanKernels
    where TSimd : struct, IScanSimd<TInts, TFloats>
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    /// <summary>Rows between the prefetch of a row and its use: about what a core can have under way.</summary>
    private const int Ahead = 8;

    public override int Lanes => TSimd.Lanes;

    [MethodImpl(Hot)]
    public override void Bound(in BlockRange blocks, ReadOnlySpan<QueryBound> queries, ulong* masks, int stride)
    {
        byte* block = blocks.Start;
        float* errors = blocks.Errors;
        for (var b = 0; b < blocks.Count; b++, block += blocks.BlockBytes, errors += 2)
        {
            if (BitOperations.PopCount(masks[b]) <= SparseRows) continue;
            for (var q = 0; q < queries.Length; q++)
            {
                masks[q * stride + b] &= BoundOne(blocks, block, errors, queries[q]);
            }
        }
    }

    [MethodImpl(Hot)]
    public override void Products(float* query, float* rows, int stride, ReadOnlySpan<int> positions, Span<float> products)
    {
        for (var i = 0; i < positions.Length; i++)
        {
            if (Sse.IsSupported && i + Ahead < positions.Length)
            {
                var next = (byte*)(rows + (long)positions[i + Ahead] * stride);
                for (var at = 0; at < stride * sizeof(float); at += 64) Sse.Prefetch0(next + at);
            }

            products[i] = TSimd.Dot(query, rows + (long)positions[i] * stride, stride);
        }
    }

    /// <summary>Four vectors of rows at a time: enough sums in flight to hide what a multiplication takes.</summary>
    [MethodImpl(Hot)]
    private static ulong BoundOne(in BlockRange blocks, byte* block, float* errors, in QueryBound query)
    {
        ulong mask = 0;
        for (var first = 0; first < VectorLayout.BlockRows; first += 4 * TSimd.Lanes)
        {
            var codes = (sbyte*)(block + blocks.CodesOffset) + 2 * first;
            var pairs = (int*)query.Codes;
            var (sum0, sum1, sum2, sum3) = (TSimd.Zero, TSimd.Zero, TSimd.Zero, TSimd.Zero);
            for (var p = 0; p < blocks.Pairs; p++, codes += 2 * VectorLayout.BlockRows)
            {
                var pair = TSimd.BroadcastPair(pairs[p]);
                sum0 = TSimd.AddProducts(sum0, TSimd.Widen(codes), pair);
                sum1 = TSimd.AddProducts(sum1, TSimd.Widen(codes + 2 * TSimd.Lanes), pair);
                sum2 = TSimd.AddProducts(sum2, TSimd.Widen(codes + 4 * TSimd.Lanes), pair);
                sum3 = TSimd.AddProducts(sum3, TSimd.Widen(codes + 6 * TSimd.Lanes), pair);
            }

            var margin = TSimd.Broadcast(query.Margin(errors));
            var rows = (float*)block + first;
            mask |= Reaching(blocks, rows, query, margin, sum0) << first;
            mask |= Reaching(blocks, rows + TSimd.Lanes, query, margin, sum1) << (first + TSimd.Lanes);
            mask |= Reaching(blocks, rows + 2 * TSimd.Lanes, query, margin, sum2) << (first + 2 * TSimd.Lanes);
            mask |= Reaching(blocks, rows + 3 * TSimd.Lanes, query, margin, sum3) << (first + 3 * TSimd.Lanes);
        }

        return mask;
    }

    /// <summary>Equation (3) of <see cref="QueryBound"/> for one vector of rows.</summary>
    /// <param name="rows">The scales of these rows; their biases follow in steps of a block's rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Reaching(in BlockRange blocks, float* rows, in QueryBound query, TFloats margin, TInts sum)
    {
        var unscaled = TSimd.MultiplyAdd(TSimd.ToFloats(sum), TSimd.Broadcast(query.Scale), margin);
        if (blocks.BiasColumns == 0)
        {
            return TSimd.AtLeast(TSimd.Multiply(unscaled, TSimd.Load(rows)), TSimd.Broadcast(query.Threshold));
        }

        var bias = TSimd.Broadcast(0);
        var magnitude = TSimd.Broadcast(0);
        for (var j = 0; j < blocks.BiasColumns; j++)
        {
            var part = TSimd.Multiply(TSimd.Load(rows + (1 + j) * VectorLayout.BlockRows), TSimd.Broadcast(query.Coefficients[j]));
            bias = TSimd.Add(bias, part);
            magnitude = TSimd.Add(magnitude, TSimd.Abs(part));
        }

        bias = TSimd.MultiplyAdd(magnitude, TSimd.Broadcast(query.Rounding), bias);
        return TSimd.AtLeast(TSimd.MultiplyAdd(unscaled, TSimd.Load(rows), bias), TSimd.Broadcast(query.Threshold));
    }
}
