using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AttentionFunctions.Train;

/// <content>
/// Matrix product by register tiles of 6 rows × 2 vectors: 12 accumulators hide the latency of multiply–add, and with the two vectors of b
/// and one broadcast of a they just fit the 16 registers of AVX2. b and c are walked along their rows, so nothing is packed.
/// </content>
internal sealed unsafe partial class KernelsOf<TVector, TSimd>
{
    private const float NormEpsilon = 1e-5f;

    /// <summary>Rows of b taken at a time: with the columns of a beside them they stay in the first-level cache.</summary>
    private const int DepthBlock = 64;

    [MethodImpl(Hot)]
    public override void Product(Matrix a, Matrix b, Matrix c, bool add = false)
    {
        Debug.Assert(a.Columns == b.Rows && a.Rows == c.Rows && b.Columns >= c.Columns, "The shapes do not match.");
        Debug.Assert(b.ColumnStride == 1 && c.ColumnStride == 1, "b and c must lie along their rows.");
        Debug.Assert(c.Columns % (2 * TSimd.Lanes) == 0, "Columns must fill whole tiles.");
        for (var depth = 0; depth < a.Columns; depth += DepthBlock)
        {
            var count = Math.Min(DepthBlock, a.Columns - depth);
            Block(a.ColumnsFrom(depth, count), b.RowsFrom(depth, count), c, add || depth > 0);
        }
    }

    [MethodImpl(Hot)]
    private static void Block(Matrix a, Matrix b, Matrix c, bool add)
    {
        var row = 0;
        for (; row <= c.Rows - 6; row += 6)
        {
            for (var column = 0; column < c.Columns; column += 2 * TSimd.Lanes)
            {
                Tile6(a.Row(row), a.RowStride, a.ColumnStride, b.Start + column, b.RowStride, c.Row(row) + column, c.RowStride, a.Columns, add);
            }
        }

        for (; row <= c.Rows - 4; row += 4)
        {
            for (var column = 0; column < c.Columns; column += 2 * TSimd.Lanes)
            {
                Tile4(a.Row(row), a.RowStride, a.ColumnStride, b.Start + column, b.RowStride, c.Row(row) + column, c.RowStride, a.Columns, add);
            }
        }

        for (; row < c.Rows; row++)
        {
            for (var column = 0; column < c.Columns; column += 2 * TSimd.Lanes)
            {
                Tile1(a.Row(row), a.ColumnStride, b.Start + column, b.RowStride, c.Row(row) + column, a.Columns, add);
            }
        }
    }

    [MethodImpl(Hot)]
    private static void Tile6(float* a, nint aRow, nint aColumn, float* b, nint bRow, float* c, nint cRow, int depth, bool add)
    {
        var zero = TSimd.Broadcast(0);
        var (c00, c01, c10, c11, c20, c21) = (zero, zero, zero, zero, zero, zero);
        var (c30, c31, c40, c41, c50, c51) = (zero, zero, zero, zero, zero, zero);
        var (aRow2, aRow3, aRow4, aRow5) = (2 * aRow, 3 * aRow, 4 * aRow, 5 * aRow);
        for (var p = 0; p < depth; p++, a += aColumn, b += bRow)
        {
            var b0 = TSimd.Load(b);
            var b1 = TSimd.Load(b + TSimd.Lanes);
            var value = TSimd.Broadcast(a[0]);
            c00 = TSimd.MultiplyAdd(value, b0, c00);
            c01 = TSimd.MultiplyAdd(value, b1, c01);
            value = TSimd.Broadcast(a[aRow]);
            c10 = TSimd.MultiplyAdd(value, b0, c10);
            c11 = TSimd.MultiplyAdd(value, b1, c11);
            value = TSimd.Broadcast(a[aRow2]);
            c20 = TSimd.MultiplyAdd(value, b0, c20);
            c21 = TSimd.MultiplyAdd(value, b1, c21);
            value = TSimd.Broadcast(a[aRow3]);
            c30 = TSimd.MultiplyAdd(value, b0, c30);
            c31 = TSimd.MultiplyAdd(value, b1, c31);
            value = TSimd.Broadcast(a[aRow4]);
            c40 = TSimd.MultiplyAdd(value, b0, c40);
            c41 = TSimd.MultiplyAdd(value, b1, c41);
            value = TSimd.Broadcast(a[aRow5]);
            c50 = TSimd.MultiplyAdd(value, b0, c50);
            c51 = TSimd.MultiplyAdd(value, b1, c51);
        }

        Put(c, c00, c01, add);
        Put(c + cRow, c10, c11, add);
        Put(c + 2 * cRow, c20, c21, add);
        Put(c + 3 * cRow, c30, c31, add);
        Put(c + 4 * cRow, c40, c41, add);
        Put(c + 5 * cRow, c50, c51, add);
    }

    [MethodImpl(Hot)]
    private static void Tile4(float* a, nint aRow, nint aColumn, float* b, nint bRow, float* c, nint cRow, int depth, bool add)
    {
        var zero = TSimd.Broadcast(0);
        var (c00, c01, c10, c11, c20, c21, c30, c31) = (zero, zero, zero, zero, zero, zero, zero, zero);
        for (var p = 0; p < depth; p++, a += aColumn, b += bRow)
        {
            var b0 = TSimd.Load(b);
            var b1 = TSimd.Load(b + TSimd.Lanes);
            var value = TSimd.Broadcast(a[0]);
            c00 = TSimd.MultiplyAdd(value, b0, c00);
            c01 = TSimd.MultiplyAdd(value, b1, c01);
            value = TSimd.Broadcast(a[aRow]);
            c10 = TSimd.MultiplyAdd(value, b0, c10);
            c11 = TSimd.MultiplyAdd(value, b1, c11);
            value = TSimd.Broadcast(a[2 * aRow]);
            c20 = TSimd.MultiplyAdd(value, b0, c20);
            c21 = TSimd.MultiplyAdd(value, b1, c21);
            value = TSimd.Broadcast(a[3 * aRow]);
            c30 = TSimd.MultiplyAdd(value, b0, c30);
            c31 = TSimd.MultiplyAdd(value, b1, c31);
        }

        Put(c, c00, c01, add);
        Put(c + cRow, c10, c11, add);
        Put(c + 2 * cRow, c20, c21, add);
        Put(c + 3 * cRow, c30, c31, add);
    }

    [MethodImpl(Hot)]
    private static void Tile1(float* a, nint aColumn, float* b, nint bRow, float* c, int depth, bool add)
    {
        var (c0, c1) = (TSimd.Broadcast(0), TSimd.Broadcast(0));
        for (var p = 0; p < depth; p++, a += aColumn, b += bRow)
        {
            var value = TSimd.Broadcast(a[0]);
            c0 = TSimd.MultiplyAdd(value, TSimd.Load(b), c0);
            c1 = TSimd.MultiplyAdd(value, TSimd.Load(b + TSimd.Lanes), c1);
        }

        Put(c, c0, c1, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(float* c, TVector c0, TVector c1, bool add)
    {
        TSimd.Store(add ? TSimd.Add(c0, TSimd.Load(c)) : c0, c);
        TSimd.Store(add ? TSimd.Add(c1, TSimd.Load(c + TSimd.Lanes)) : c1, c + TSimd.Lanes);
    }
}
