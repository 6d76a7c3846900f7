using AttentionFunctions.Store;

namespace AttentionFunctions.Catalogue;

/// <summary>
/// A few thousand states in ordinal order of their ids, packed: a quarter of the memory of the objects, which are made for those that are asked
/// for. Immutable.
/// </summary>
/// <param name="records">See <see cref="PackedRecord"/>; end to end.</param>
/// <param name="recordEnds">Where each record ends.</param>
/// <param name="codes">Of all vectors, end to end; in pinned memory, and <see cref="ItemVector.ReadAhead"/> longer than what the last one needs.</param>
/// <param name="codeEnds">Where the codes of each vector end.</param>
/// <param name="scales">Of the vectors.</param>
/// <param name="spaces">Number of each vector's space among the labels.</param>
internal sealed class StatePage(
    IdTable ids, byte[] records, int[] recordEnds, ReadOnlyMemory<sbyte> codes, int[] codeEnds, float[] scales, int[] spaces, LabelTable labels)
{
    public const int MaxStates = 4096;

    /// <summary>States that stay made when they were asked for, a power of two: what is shown often is not made each time.</summary>
    private const int Kept = 64;

    private readonly Made?[] _made = new Made?[Kept];

    public int Count => ids.Count;

    public string First { get; } = ids[0];

    public string Last { get; } = ids[^1];

    public string IdAt(int row) => ids[row];

    /// <returns>−1 for an id that is not here.</returns>
    public int RowOf(string id) => ids.IndexOf(id);

    /// <param name="keep">Whether the object stays made; not for one who goes over everything.</param>
    public CatalogueItem At(int row, bool keep = true)
    {
        // Two threads may make the same state, and either may stay.
        if (_made[row & (Kept - 1)] is { } made && made.Row == row) return made.Item;
        CatalogueItem item = PackedRecord.Read(RecordAt(row), ids[row], VectorAt(row), labels);
        if (keep) _made[row & (Kept - 1)] = new Made(row, item);
        return item;
    }

    public ItemHead HeadAt(int row) => PackedRecord.ReadHead(RecordAt(row), labels);

    public IReadOnlyList<string> CategoriesAt(int row) => PackedRecord.ReadCategories(RecordAt(row), labels);

    public IReadOnlyList<string> TagsAt(int row) => PackedRecord.ReadTags(RecordAt(row), labels);

    public string? TitleAt(int row) => PackedRecord.ReadTitle(RecordAt(row), labels);

    public bool IsRemoved(int row) => PackedRecord.IsRemoved(RecordAt(row));

    public ItemVector VectorAt(int row)
    {
        int start = row == 0 ? 0 : codeEnds[row - 1];
        return new(codes[start..codeEnds[row]], scales[row]);
    }

    public string SpaceAt(int row) => labels[spaces[row]];

    private ReadOnlySpan<byte> RecordAt(int row)
    {
        int start = row == 0 ? 0 : recordEnds[row - 1];
        return records.AsSpan(start, recordEnds[row] - start);
    }

    private sealed record Made(int Row, CatalogueItem Item);
}
