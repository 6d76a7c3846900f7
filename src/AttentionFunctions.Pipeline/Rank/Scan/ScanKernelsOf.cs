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
    public override void Bound(in BlockRange blocks, ReadOnlySpan<QueryBound> queries, ulong* masks, int stride, int sparse)
    {
        byte* block = blocks.Start;
        float* errors = blocks.Errors;
        for (var b = 0; b < blocks.Count; b++, block += blocks.BlockBytes, errors += 2)
        {
            if (BitOperations.PopCount(masks[b]) <= sparse) continue;
            var q = 0;
            for (; q <= queries.Length - 4; q += 4)
            {
                BoundFour(blocks, block, errors, queries.Slice(q, 4), masks + q * stride + b, stride);
            }

            for (; q < queries.Length; q++)
            {
                masks[q * stride + b] &= BoundOne(blocks, block, errors, queries[q]);
            }
        }
    }

    [MethodImpl(Hot)]
    public override void Products(float* query, float* rows, int stride, ReadOnlySpan<int> positions, Span<float> products)
    {
        if (AreNeighbours(positions))
        {
            // Neighbours: the hardware sees them coming.
            var row = rows + (long)positions[0] * stride;
            for (var i = 0; i < products.Length; i++, row += stride) products[i] = TSimd.Dot(query, row, stride);
            return;
        }

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

    [MethodImpl(Hot)]
    public override void Products(short* query, ReadOnlySpan<nint> rows, int length, Span<int> products)
    {
        var step = 2 * TSimd.Lanes;
        var r = 0;
        for (; r <= rows.Length - 4; r += 4)
        {
            if (Sse.IsSupported && r + Ahead + 3 < rows.Length)
            {
                for (var ahead = r + Ahead; ahead < r + Ahead + 4; ahead++)
                    for (var at = 0; at < length; at += 64) Sse.Prefetch0((byte*)rows[ahead] + at);
            }

            sbyte* row0 = (sbyte*)rows[r], row1 = (sbyte*)rows[r + 1], row2 = (sbyte*)rows[r + 2], row3 = (sbyte*)rows[r + 3];
            var (sum0, sum1, sum2, sum3) = (TSimd.Zero, TSimd.Zero, TSimd.Zero, TSimd.Zero);
            for (var i = 0; i < length; i += step)
            {
                var part = TSimd.LoadPairs(query + i);
                sum0 = TSimd.AddProducts(sum0, TSimd.Widen(row0 + i), part);
                sum1 = TSimd.AddProducts(sum1, TSimd.Widen(row1 + i), part);
                sum2 = TSimd.AddProducts(sum2, TSimd.Widen(row2 + i), part);
                sum3 = TSimd.AddProducts(sum3, TSimd.Widen(row3 + i), part);
            }

            products[r] = TSimd.Sum(sum0);
            products[r + 1] = TSimd.Sum(sum1);
            products[r + 2] = TSimd.Sum(sum2);
            products[r + 3] = TSimd.Sum(sum3);
        }

        for (; r < rows.Length; r++)
        {
            var sum = TSimd.Zero;
            for (var i = 0; i < length; i += step) sum = TSimd.AddProducts(sum, TSimd.Widen((sbyte*)rows[r] + i), TSimd.LoadPairs(query + i));
            products[r] = TSimd.Sum(sum);
        }
    }

    /// <summary>Whether each position is the one before it and one more; they may come in any order.</summary>
    private static bool AreNeighbours(ReadOnlySpan<int> positions)
    {
        if (positions.IsEmpty || positions[^1] - positions[0] != positions.Length - 1) return false;
        for (var i = 1; i < positions.Length; i++)
        {
            if (positions[i] != positions[0] + i) return false;
        }

        return true;
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

            var rows = (float*)block + first;
            mask |= ReachingTwo(blocks, rows, query, errors, sum0, sum1) << first;
            mask |= ReachingTwo(blocks, rows + 2 * TSimd.Lanes, query, errors, sum2, sum3) << (first + 2 * TSimd.Lanes);
        }

        return mask;
    }

    /// <summary>
    /// Four queries over two vectors of rows at a time: codes are widened once for all four, and the eight sums, the codes and a query's pair
    /// fit the 16 registers of AVX2.
    /// </summary>
    [MethodImpl(Hot)]
    private static void BoundFour(in BlockRange blocks, byte* block, float* errors, ReadOnlySpan<QueryBound> queries, ulong* masks, int stride)
    {
        int* pairs0 = (int*)queries[0].Codes, pairs1 = (int*)queries[1].Codes, pairs2 = (int*)queries[2].Codes, pairs3 = (int*)queries[3].Codes;
        var (mask0, mask1, mask2, mask3) = (0UL, 0UL, 0UL, 0UL);
        for (var first = 0; first < VectorLayout.BlockRows; first += 2 * TSimd.Lanes)
        {
            var codes = (sbyte*)(block + blocks.CodesOffset) + 2 * first;
            var (sum00, sum01, sum10, sum11) = (TSimd.Zero, TSimd.Zero, TSimd.Zero, TSimd.Zero);
            var (sum20, sum21, sum30, sum31) = (TSimd.Zero, TSimd.Zero, TSimd.Zero, TSimd.Zero);
            for (var p = 0; p < blocks.Pairs; p++, codes += 2 * VectorLayout.BlockRows)
            {
                var codes0 = TSimd.Widen(codes);
                var codes1 = TSimd.Widen(codes + 2 * TSimd.Lanes);
                var pair = TSimd.BroadcastPair(pairs0[p]);
                sum00 = TSimd.AddProducts(sum00, codes0, pair);
                sum01 = TSimd.AddProducts(sum01, codes1, pair);
                pair = TSimd.BroadcastPair(pairs1[p]);
                sum10 = TSimd.AddProducts(sum10, codes0, pair);
                sum11 = TSimd.AddProducts(sum11, codes1, pair);
                pair = TSimd.BroadcastPair(pairs2[p]);
                sum20 = TSimd.AddProducts(sum20, codes0, pair);
                sum21 = TSimd.AddProducts(sum21, codes1, pair);
                pair = TSimd.BroadcastPair(pairs3[p]);
                sum30 = TSimd.AddProducts(sum30, codes0, pair);
                sum31 = TSimd.AddProducts(sum31, codes1, pair);
            }

            var rows = (float*)block + first;
            mask0 |= ReachingTwo(blocks, rows, queries[0], errors, sum00, sum01) << first;
            mask1 |= ReachingTwo(blocks, rows, queries[1], errors, sum10, sum11) << first;
            mask2 |= ReachingTwo(blocks, rows, queries[2], errors, sum20, sum21) << first;
            mask3 |= ReachingTwo(blocks, rows, queries[3], errors, sum30, sum31) << first;
        }

        masks[0] &= mask0;
        masks[stride] &= mask1;
        masks[2 * stride] &= mask2;
        masks[3 * stride] &= mask3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ReachingTwo(in BlockRange blocks, float* rows, in QueryBound query, float* errors, TInts sum0, TInts sum1)
    {
        var margin = TSimd.Broadcast(query.Margin(errors));
        return Reaching(blocks, rows, query, margin, sum0) | Reaching(blocks, rows + TSimd.Lanes, query, margin, sum1) << TSimd.Lanes;
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

        bias = TSimd.MultiplyAdd(magnitude, TSimd.Broadcast(query.BiasRounding), bias);
        return TSimd.AtLeast(TSimd.MultiplyAdd(unscaled, TSimd.Load(rows), bias), TSimd.Broadcast(query.Threshold));
    }
}
