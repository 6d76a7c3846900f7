using System.Numerics;
using AttentionFunctions.Catalogue;

namespace AttentionFunctions.Rank;

/// <summary>
/// Rows that are codes of 8 bits from the start (see <see cref="ItemVector"/>), searched where their owner keeps them: nothing of them is copied. What
/// counts is the product of the query with the floats that the codes stand for, as <see cref="VectorTable"/> would compute it; the codes themselves
/// say where to look. Immutable; callable by any number of threads.
/// </summary>
/// <remarks>
/// A row is x = fl(s·c), so equation (3) of <see cref="QueryBound"/> holds with ‖x − s·c‖ ≤ 2⁻²⁴·‖s·c‖ + √d·2⁻¹⁵⁰: with a margin that is the same
/// for all rows, since unlike a table's they are all of about one length.
/// </remarks>
internal sealed unsafe class CodedRows
{
    private readonly VectorLayout _layout;
    private readonly ScanKernels _kernels;
    private readonly Func<int, ItemVector> _vectorAt;

    /// <summary>Where the codes of each row start; 0 for a row that there is not.</summary>
    private readonly nint[] _starts;
    private readonly float[] _scales;

    /// <summary>As <see cref="QueryBound.Margin"/> reads them: how far off a row is at most, and how long, here in units of 1.</summary>
    private readonly float[] _errors;

    /// <param name="count">Rows, present or not.</param>
    /// <param name="vectorAt">
    /// Always the same; empty for a row that there is not. Its codes stay where they are as long as this lives, and <see cref="ItemVector.ReadAhead"/>
    /// codes beyond a row may be read.
    /// </param>
    public CodedRows(int count, int dimension, Func<int, ItemVector> vectorAt, ScanKernels? kernels = null)
    {
        _layout = new VectorLayout(count, dimension, 0);
        _layout.Validate();
        (_kernels, _vectorAt) = (kernels ?? ScanKernels.Best, vectorAt);
        _starts = new nint[count];
        _scales = new float[count];
        double longest = 0;
        for (int row = 0; row < count; row++)
        {
            ItemVector vector = vectorAt(row);
            if (vector.IsEmpty) continue;
            ArgumentOutOfRangeException.ThrowIfNotEqual(vector.Length, dimension, nameof(dimension));
            fixed (sbyte* codes = vector.Codes) _starts[row] = (nint)codes;
            _scales[row] = vector.Scale;
            longest = Math.Max(longest, vector.Norm);
        }

        if (longest > QuantisedRow.MaxNorm) throw new ArgumentException($"The vectors must have a norm of at most {QuantisedRow.MaxNorm:G1}; one has {longest:G3}.", nameof(vectorAt));
        _errors = [QuantisedRow.Up(longest * Math.ScaleB(1, -24) + Math.Sqrt(dimension) * Math.ScaleB(1, -149)), QuantisedRow.Up(longest)];
    }

    public int Count => _layout.Count;

    public bool Has(int row) => _starts[row] != 0;

    /// <summary>
    /// The <paramref name="k"/> rows of the largest scores, best first, equal ones by position: exactly what scoring and sorting all would give. Allocates
    /// nothing once its buffers are pooled.
    /// </summary>
    /// <param name="allowed">Only these rows; all are present.</param>
    /// <param name="best">At least as long as <paramref name="k"/>, or as the rows that there are.</param>
    /// <returns>How many were found: k, or all there are.</returns>
    /// <exception cref="ArgumentException">The query is of another length, or is not finite.</exception>
    public int TopK(VectorQuery query, int k, PositionSet allowed, Span<(int Position, float Score)> best)
    {
        query.Validate(_layout);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfNotEqual(allowed.Length, Count, nameof(allowed));
        k = Math.Min(k, Count);
        if (k == 0) return 0;
        if (best.Length < k) throw new ArgumentException($"The result has room for {best.Length} rows of {k}.", nameof(best));

        // As if rows were longer, so that the query's codes end in zeros as far as a row is read.
        int read = (_layout.Dimension + ScanKernels.RowStep - 1) / ScanKernels.RowStep * ScanKernels.RowStep;
        using var scratch = new ScanScratch(_layout with { Dimension = read }, queries: 1, k, blocks: 0);
        scratch.Vector(0).Clear();
        for (int row = 0; row < ScanScratch.ReadRows; row++) scratch.Row(row).Clear();
        query.Vector.CopyTo(scratch.Vector(0));
        var bound = new QueryBound(_layout with { Dimension = read }, scratch.Vector(0)[..read], scratch.CoefficientsStart(0), scratch.Codes(0));
        Search(scratch, bound, allowed);
        GC.KeepAlive(this);
        return scratch.Best(0).Drain(best);
    }

    private void Search(in ScanScratch scratch, in QueryBound bound, PositionSet allowed)
    {
        Span<nint> starts = stackalloc nint[VectorLayout.BlockRows];
        Span<int> positions = stackalloc int[VectorLayout.BlockRows], products = stackalloc int[VectorLayout.BlockRows];
        fixed (float* errors = _errors)
        {
            float margin = bound.Margin(errors);
            BestPositions best = scratch.Best(0);
            QueryBound asked = bound;
            ReadOnlySpan<ulong> words = allowed.Words;
            for (int w = 0; w < words.Length; w++)
            {
                int rows = 0;
                for (ulong word = words[w]; word != 0; word &= word - 1)
                {
                    positions[rows] = w * VectorLayout.BlockRows + BitOperations.TrailingZeroCount(word);
                    starts[rows] = _starts[positions[rows]];
                    rows++;
                }

                int reaching = rows;
                if (best.Full && rows > 0)
                {
                    _kernels.Products(asked.Codes, starts[..rows], _layout.Dimension, products[..rows]);
                    asked.Require(best.Threshold);
                    reaching = 0;
                    for (int i = 0; i < rows; i++)
                        if (_scales[positions[i]] * (asked.Scale * products[i]) + margin >= asked.Threshold) positions[reaching++] = positions[i];
                }

                Offer(scratch, best, positions[..reaching]);
            }
        }
    }

    private void Offer(in ScanScratch scratch, BestPositions best, ReadOnlySpan<int> positions)
    {
        Span<float> scores = stackalloc float[ScanScratch.ReadRows];
        for (int from = 0; from < positions.Length; from += ScanScratch.ReadRows)
        {
            int count = Math.Min(ScanScratch.ReadRows, positions.Length - from);
            for (int i = 0; i < count; i++) _vectorAt(positions[from + i]).CopyTo(scratch.Row(i));
            _kernels.Products(scratch.VectorStart(0), scratch.RowStart(0), scratch.Vector(0).Length, ScanScratch.RowNumbers[..count], scores[..count]);
            for (int i = 0; i < count; i++) best.Offer(positions[from + i], scores[i]);
        }
    }
}
