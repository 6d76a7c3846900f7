using System.Numerics;

namespace AttentionFunctions.Rank;

/// <content>
/// Search: blocks in chunks; of each chunk the rows that the codes cannot rule out against the k-th best so far are scored exactly. The rows are
/// visited in order of position, and chunks grow with the number of blocks walked, so that the threshold of a chunk is never much older than it.
/// </content>
internal sealed unsafe partial class VectorTable
{
    /// <summary>Blocks of a chunk at most, for one query: the codes of a few thousand rows.</summary>
    private const int ChunkBlocks = 64;

    /// <summary>For several queries: what stays in the caches while all of them read it.</summary>
    private const int SharedChunkBytes = 128 * 1024;

    /// <summary>Rows scored exactly at a time.</summary>
    private const int ExactRows = 128;

    /// <summary>Queries that share one pass over the table; more are answered in several.</summary>
    private const int PassQueries = 32;

    /// <summary>The exact score of a row: the float that decides in a search.</summary>
    /// <exception cref="ArgumentException">The query does not fit the table, or is not finite.</exception>
    public float Score(VectorQuery query, int position)
    {
        float score = 0;
        Score(query, new ReadOnlySpan<int>(in position), new Span<float>(ref score));
        return score;
    }

    /// <summary>The exact scores of some rows, in their order.</summary>
    /// <param name="scores">As long as <paramref name="positions"/>.</param>
    public void Score(VectorQuery query, ReadOnlySpan<int> positions, Span<float> scores)
    {
        query.Validate(_layout);
        ArgumentOutOfRangeException.ThrowIfNotEqual(scores.Length, positions.Length);
        foreach (int position in positions) ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)Count, nameof(positions));
        using var scratch = new ScanScratch(_layout, queries: 1, best: 0, blocks: 0);
        query.Vector.CopyTo(scratch.Vector(0));
        query.Coefficients.CopyTo(scratch.Coefficients(0));
        ScoreExactly(scratch, 0, positions, scores);
    }

    /// <summary>The score that a row would have in a table; the same bits.</summary>
    /// <param name="query">Vector, then coefficients.</param>
    /// <param name="row">Vector, then biases; as long.</param>
    /// <param name="biases">How many of them.</param>
    public static float Score(ReadOnlySpan<float> query, ReadOnlySpan<float> row, int biases)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, query.Length, nameof(row));
        var layout = new VectorLayout(1, query.Length - biases, biases);
        layout.Validate();
        using var scratch = new ScanScratch(layout, queries: 2, best: 0, blocks: 0);
        query[..^biases].CopyTo(scratch.Vector(0));
        row[..^biases].CopyTo(scratch.Vector(1));
        float score = 0;
        ScanKernels.Best.Products(scratch.VectorStart(0), scratch.VectorStart(1), layout.Stride, [0], new Span<float>(ref score));
        for (int j = layout.Dimension; j < query.Length; j++) score += query[j] * row[j];
        return score;
    }

    /// <summary>
    /// The <paramref name="k"/> rows with the largest scores, best first, equal ones by position: exactly what scoring and sorting all would
    /// give. Allocates nothing once its buffers are pooled.
    /// </summary>
    /// <param name="allowed">Only these rows; of the table's length. Null: all.</param>
    /// <param name="best">At least as long as <paramref name="k"/>, or as the rows that there are.</param>
    /// <param name="quantised">False reads the floats of every row, which is slower and gives the same.</param>
    /// <returns>How many were found: k, or all there are.</returns>
    /// <exception cref="ArgumentException">The query does not fit the table, or is not finite.</exception>
    public int TopK(VectorQuery query, int k, PositionSet? allowed, Span<(int Position, float Score)> best, bool quantised = true)
    {
        query.Validate(_layout);
        k = Wanted(k, allowed, best.Length);
        if (k == 0) return 0;
        using var scratch = new ScanScratch(_layout, queries: 1, k, ChunkBlocks);
        query.Vector.CopyTo(scratch.Vector(0));
        query.Coefficients.CopyTo(scratch.Coefficients(0));
        Search(scratch, 1, allowed, quantised);
        return scratch.Best(0).Drain(best);
    }

    /// <summary>Several queries in one pass over the table: each gets what <see cref="TopK"/> would give it.</summary>
    /// <param name="vectors">One after the other.</param>
    /// <param name="coefficients">One after the other.</param>
    /// <param name="best">k per query.</param>
    /// <param name="found">How many each query found.</param>
    public void TopKOfMany(
        ReadOnlySpan<float> vectors, ReadOnlySpan<float> coefficients, int k, PositionSet? allowed,
        Span<(int Position, float Score)> best, Span<int> found, bool quantised = true)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(vectors.Length, found.Length * Dimension, nameof(vectors));
        ArgumentOutOfRangeException.ThrowIfNotEqual(coefficients.Length, found.Length * BiasColumns, nameof(coefficients));
        int wanted = Wanted(k, allowed, k);
        if (best.Length < (long)k * found.Length)
            throw new ArgumentException($"The result has room for {best.Length} rows of {found.Length} × {k}.", nameof(best));
        for (int from = 0; from < found.Length; from += PassQueries)
        {
            int queries = Math.Min(PassQueries, found.Length - from);
            int bytes = quantised ? _layout.BlockBytes : VectorLayout.BlockRows * sizeof(float) * _layout.Stride;
            int blocks = Math.Clamp(SharedChunkBytes / bytes, 1, ChunkBlocks);
            using var scratch = new ScanScratch(_layout, queries, wanted, blocks);
            for (int q = 0; q < queries; q++)
            {
                var query = new VectorQuery(
                    vectors.Slice((from + q) * Dimension, Dimension), coefficients.Slice((from + q) * BiasColumns, BiasColumns));
                query.Validate(_layout);
                query.Vector.CopyTo(scratch.Vector(q));
                query.Coefficients.CopyTo(scratch.Coefficients(q));
            }

            if (wanted > 0) Search(scratch, queries, allowed, quantised);
            for (int q = 0; q < queries; q++) found[from + q] = scratch.Best(q).Drain(best.Slice((from + q) * k, wanted));
        }
    }

    private void Search(ScanScratch scratch, int queries, PositionSet? allowed, bool quantised)
    {
        Span<QueryBound> bounds = scratch.Bounds;
        for (int q = 0; quantised && q < queries; q++)
            bounds[q] = new(_layout, scratch.Vector(q)[..Dimension], scratch.CoefficientsStart(q), scratch.Codes(q));

        int count, walked = 0;
        for (int from = NextAllowed(allowed, 0); from < _layout.Blocks; from = NextAllowed(allowed, from + count))
        {
            // Without k scores there is no threshold, and nothing to rule out.
            bool full = scratch.Best(0).Full;
            count = full ? Math.Min(Math.Min(scratch.MaskStride, 1 + walked / 8), _layout.Blocks - from) : 1;
            walked += count;
            Span<ulong> masks = scratch.MasksOf(0)[..count];
            TakeAllowed(allowed, from, masks);
            for (int q = 1; q < queries; q++) masks.CopyTo(scratch.MasksOf(q));
            if (quantised && full)
            {
                for (int q = 0; q < queries; q++) bounds[q].Require(scratch.Best(q).Threshold);
                _kernels.Bound(new BlockRange(_layout, Block(from), Errors(from), count), bounds, scratch.Masks, scratch.MaskStride, sparse: Sparse(masks));
            }

            for (int q = 0; q < queries; q++) OfferMarked(scratch, q, from, scratch.MasksOf(q)[..count]);
        }

        GC.KeepAlive(this);
    }

    /// <summary>
    /// How few rows of a block are better scored at once than ruled out. Codes that are read in one stream come cheap, a block here and there
    /// costs as much as the floats of several rows.
    /// </summary>
    private static int Sparse(ReadOnlySpan<ulong> masks)
    {
        int rows = 0;
        foreach (ulong mask in masks) rows += BitOperations.PopCount(mask);
        return rows < 2 * masks.Length ? 8 : 2;
    }

    /// <summary>The first block from here on that has a row that is allowed; the number of blocks for none.</summary>
    private int NextAllowed(PositionSet? allowed, int from)
    {
        if (allowed is null || from >= _layout.Blocks) return from;
        int skipped = allowed.Words[from.._layout.Blocks].IndexOfAnyExcept(0UL);
        return skipped < 0 ? _layout.Blocks : from + skipped;
    }

    private void TakeAllowed(PositionSet? allowed, int from, Span<ulong> masks)
    {
        if (allowed is not null)
        {
            allowed.Words.Slice(from, masks.Length).CopyTo(masks);
            return;
        }

        masks.Fill(ulong.MaxValue);
        int rest = Count % VectorLayout.BlockRows;
        if (rest > 0 && from + masks.Length == _layout.Blocks) masks[^1] = (1UL << rest) - 1;
    }

    private void OfferMarked(ScanScratch scratch, int query, int from, ReadOnlySpan<ulong> masks)
    {
        Span<int> positions = stackalloc int[ExactRows];
        Span<float> scores = stackalloc float[ExactRows];
        BestPositions best = scratch.Best(query);
        int marked = 0;
        for (int b = 0; b < masks.Length; b++)
        {
            for (ulong mask = masks[b]; mask != 0; mask &= mask - 1)
            {
                positions[marked++] = (from + b) * VectorLayout.BlockRows + BitOperations.TrailingZeroCount(mask);
                if (marked == ExactRows) Flush(scratch, query, best, positions, scores, ref marked);
            }
        }

        Flush(scratch, query, best, positions, scores, ref marked);
    }

    private void Flush(ScanScratch scratch, int query, BestPositions best, Span<int> positions, Span<float> scores, ref int marked)
    {
        ScoreExactly(scratch, query, positions[..marked], scores[..marked]);
        float threshold = best.Threshold;
        for (int i = 0; i < marked; i++)
            if (scores[i] >= threshold) best.Offer(positions[i], scores[i]);
        marked = 0;
    }

    private void ScoreExactly(ScanScratch scratch, int query, ReadOnlySpan<int> positions, Span<float> scores)
    {
        if (_rows is not null) _kernels.Products(scratch.VectorStart(query), Row(0), _layout.Stride, positions, scores);
        else ReadAndMultiply(scratch, query, positions, scores);
        for (int j = 0; j < BiasColumns; j++)
        {
            float coefficient = scratch.Coefficients(query)[j];
            for (int i = 0; i < positions.Length; i++) scores[i] += coefficient * BiasAt(positions[i], j);
        }

        GC.KeepAlive(this);
    }

    private void ReadAndMultiply(ScanScratch scratch, int query, ReadOnlySpan<int> positions, Span<float> products)
    {
        for (int from = 0; from < positions.Length; from += ScanScratch.ReadRows)
        {
            int count = Math.Min(ScanScratch.ReadRows, positions.Length - from);
            for (int i = 0; i < count; i++)
            {
                Span<float> row = scratch.Row(i)[..Dimension];
                row.Clear();
                _read!(positions[from + i], row);
            }

            _kernels.Products(scratch.VectorStart(query), scratch.RowStart(0), _layout.Stride, ScanScratch.RowNumbers[..count], products.Slice(from, count));
        }
    }

    /// <summary>
    /// Takes out of <paramref name="rows"/> what the codes alone show to score less than <paramref name="score"/>; what stays may or may not.
    /// </summary>
    public void RuleOut(VectorQuery query, float score, PositionSet rows)
    {
        query.Validate(_layout);
        Wanted(0, rows, 0);
        using var scratch = new ScanScratch(_layout, queries: 1, best: 0, blocks: 1);
        query.Coefficients.CopyTo(scratch.Coefficients(0));
        Span<QueryBound> bound = scratch.Bounds;
        bound[0] = new(_layout, query.Vector, scratch.CoefficientsStart(0), scratch.Codes(0));
        bound[0].Require(score);
        fixed (ulong* masks = rows.Words)
        {
            _kernels.Bound(new BlockRange(_layout, Block(0), Errors(0), _layout.Blocks), bound, masks, _layout.Blocks, sparse: 0);
        }

        GC.KeepAlive(this);
    }

    private int Wanted(int k, PositionSet? allowed, int room)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        if (allowed is not null && allowed.Length != Count)
            throw new ArgumentException($"The filter is over {allowed.Length} positions; the table has {Count}.", nameof(allowed));
        k = Math.Min(k, Count);
        if (room < k) throw new ArgumentException($"The result has room for {room} rows of {k}.", nameof(room));
        return k;
    }
}
