using AttentionFunctions.Catalogue;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>Where the sequence encoder puts items that it has not seen, by their text alone. Row i is the view's position W + i.</summary>
internal sealed class ColdPlaces
{
    private readonly ulong[] _present;

    private ColdPlaces(VectorTable table, ulong[] present) => (Table, _present) = (table, present);

    public VectorTable Table { get; }

    public static ColdPlaces? Of(RankingView view)
    {
        int count = view.Count - view.WarmCount;
        if (count == 0 || view.Model?.Sequence is not { TextSpace.Length: > 0 } sequence) return null;
        using var present = new PositionSet(count);
        for (int i = 0; i < count; i++)
            if (TextOf(i).Length > 0) present.Add(i);
        VectorTable table = VectorTable.Build(count, ((IRetrievalModel)sequence).Dimension, 0, (i, row, _) =>
        {
            if (TextOf(i) is { Length: > 0 } text) sequence.VectorOfText(text.ToArray()).CopyTo(row);
        });
        return new ColdPlaces(table, present.Words.ToArray());

        ItemVector TextOf(int cold) => view.VectorAt(view.WarmCount + cold, sequence.TextSpace);
    }

    public bool Has(int cold) => Bits.Has(_present, cold);

    /// <summary>Divides positions of cold items into those that have a place, which stay, and the others, which are returned.</summary>
    public PositionSet TakeOthers(PositionSet cold)
    {
        PositionSet others = cold.Slice(0, cold.Length);
        Bits.AndNot(others.Words, _present);
        Bits.And(cold.Words, _present);
        return others;
    }
}
