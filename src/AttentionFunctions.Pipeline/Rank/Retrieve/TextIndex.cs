using System.Numerics.Tensors;
using AttentionFunctions.Catalogue;

namespace AttentionFunctions.Rank;

/// <summary>The text vectors of a view, searchable. Positions are the view's; an item without a text of the space has a row of zeros and is never found.</summary>
internal sealed class TextIndex
{
    /// <summary>Items whose likenesses stand for those of all: their deviation is off by about 3 %. Few enough to stay in a core's cache.</summary>
    private const int SampleSize = 512;

    private readonly RankingView _view;
    private readonly ulong[] _present;
    private readonly float[] _sample;

    private TextIndex(RankingView view, PositionSet present, VectorTable table)
    {
        (_view, Table, _present) = (view, table, present.Words.ToArray());
        int count = present.Count, step = Math.Max(1, count / SampleSize), n = 0;
        _sample = new float[(count + step - 1) / step * view.TextDimension];
        for (int position = 0; position < view.Count; position++)
            if (present.Contains(position) && n++ % step == 0) VectorOf(position).CopyTo(_sample.AsSpan((n - 1) / step * view.TextDimension));
    }

    public VectorTable Table { get; }

    /// <summary>The space that most items are in, and the length of its vectors; ties to the first name.</summary>
    public static (string Space, int Dimension) SpaceOf(ItemCatalogue catalogue)
    {
        var counts = new Dictionary<string, (int Count, int Dimension)>(StringComparer.Ordinal);
        foreach (CatalogueItem item in catalogue.Items)
            if (item.Vector.Length > 0) counts[item.VectorSpace] = (counts.GetValueOrDefault(item.VectorSpace).Count + 1, item.Vector.Length);
        return counts.Count == 0
            ? ("", 0)
            : counts.OrderByDescending(space => space.Value.Count).ThenBy(space => space.Key, StringComparer.Ordinal).Select(space => (space.Key, space.Value.Dimension)).First();
    }

    public static TextIndex? Of(RankingView view)
    {
        if (view.TextDimension == 0) return null;
        using var present = new PositionSet(view.Count);
        for (int position = 0; position < view.Count; position++)
            if (VectorOf(view, position).Length > 0) present.Add(position);
        VectorTable table = VectorTable.Build(view.Count, view.TextDimension, (position, row) => VectorOf(view, position).CopyTo(row));
        return new TextIndex(view, present, table);
    }

    /// <summary>Empty for an item without a text of the space.</summary>
    public ItemVector VectorOf(int position) => VectorOf(_view, position);

    /// <summary>Leaves out what has no text.</summary>
    public void KeepPresent(PositionSet positions) => Bits.And(positions.Words, _present);

    /// <summary>Of the likeness of all texts to a vector, from a sample.</summary>
    public (float Mean, float Deviation) Moments(ReadOnlySpan<float> vector)
    {
        double sum = 0, squares = 0;
        int count = _sample.Length / vector.Length;
        for (int i = 0; i < count; i++)
        {
            double likeness = TensorPrimitives.Dot(vector, _sample.AsSpan(i * vector.Length, vector.Length));
            sum += likeness;
            squares += likeness * likeness;
        }

        double mean = sum / count, variance = squares / count - mean * mean;
        return ((float)mean, variance > 1e-12 ? (float)Math.Sqrt(variance) : 1);
    }

    private static ItemVector VectorOf(RankingView view, int position) =>
        view.ItemAt(position) is { Removed: false } item && item.VectorSpace == view.TextSpace ? item.Vector : default;
}
