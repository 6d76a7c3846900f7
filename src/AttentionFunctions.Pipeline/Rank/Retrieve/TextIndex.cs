using System.Numerics.Tensors;
using AttentionFunctions.Catalogue;

namespace AttentionFunctions.Rank;

/// <summary>
/// The text vectors of a view, searchable where the catalogue keeps them. Positions are the view's; an item without a text of the space is never found.
/// </summary>
internal sealed class TextIndex
{
    /// <summary>Items whose likenesses stand for those of all: their deviation is off by about 3 %. Few enough to stay in a core's cache.</summary>
    private const int SampleSize = 512;

    private readonly RankingView _view;
    private readonly CodedRows _rows;

    /// <summary>Vectors that the catalogue has as objects, which move: by position.</summary>
    private readonly Dictionary<int, ItemVector> _moved;
    private readonly ulong[] _present;
    private readonly float[] _sample;

    private TextIndex(RankingView view)
    {
        _view = view;
        _moved = Pinned(view);
        _rows = new CodedRows(view.Count, view.TextDimension, VectorOf);
        using var present = new PositionSet(view.Count);
        for (int position = 0; position < view.Count; position++)
            if (_rows.Has(position)) present.Add(position);
        _present = present.Words.ToArray();

        int count = present.Count, step = Math.Max(1, count / SampleSize), n = 0;
        _sample = new float[(count + step - 1) / step * view.TextDimension];
        for (int position = 0; position < view.Count; position++)
            if (present.Contains(position) && n++ % step == 0) VectorOf(position).CopyTo(_sample.AsSpan((n - 1) / step * view.TextDimension));
    }

    /// <summary>The space that most items are in, and the length of its vectors; ties to the first name.</summary>
    public static (string Space, int Dimension) SpaceOf(ItemCatalogue catalogue)
    {
        var counts = new Dictionary<string, (int Count, int Dimension)>(StringComparer.Ordinal);
        foreach (int place in catalogue.Places())
        {
            if (catalogue.VectorAt(place) is not { Length: > 0 } vector || catalogue.IsRemoved(place)) continue;
            string space = catalogue.SpaceAt(place);
            counts[space] = (counts.GetValueOrDefault(space).Count + 1, vector.Length);
        }

        return counts.Count == 0
            ? ("", 0)
            : counts.OrderByDescending(space => space.Value.Count).ThenBy(space => space.Key, StringComparer.Ordinal).Select(space => (space.Key, space.Value.Dimension)).First();
    }

    public static TextIndex? Of(RankingView view) => view.TextDimension == 0 ? null : new TextIndex(view);

    /// <summary>Empty for an item without a text of the space.</summary>
    public ItemVector VectorOf(int position) => _moved.Count > 0 && _moved.TryGetValue(position, out ItemVector moved) ? moved : _view.TextAt(position);

    /// <summary>The items whose texts have the greatest products with a vector, exactly; best first, ties to the lower position. Returns how many.</summary>
    /// <param name="allowed">All have a text: see <see cref="KeepPresent"/>.</param>
    public int TopK(ReadOnlySpan<float> vector, int count, PositionSet allowed, Span<(int Position, float Score)> best) =>
        _rows.TopK(new VectorQuery(vector), count, allowed, best);

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

    /// <summary>The newest states are few: their vectors are copied to where they stay.</summary>
    private static Dictionary<int, ItemVector> Pinned(RankingView view)
    {
        int[] positions = [.. Enumerable.Range(0, view.Count).Where(position => !view.IsPacked(position) && !view.TextAt(position).IsEmpty)];
        Memory<sbyte> codes = GC.AllocateArray<sbyte>(positions.Length * view.TextDimension + ItemVector.ReadAhead, pinned: true);
        var pinned = new Dictionary<int, ItemVector>(positions.Length);
        foreach (int position in positions)
        {
            ItemVector vector = view.TextAt(position);
            Memory<sbyte> copy = codes[..vector.Length];
            vector.Codes.CopyTo(copy.Span);
            pinned.Add(position, new ItemVector(copy, vector.Scale));
            codes = codes[vector.Length..];
        }

        return pinned;
    }
}
