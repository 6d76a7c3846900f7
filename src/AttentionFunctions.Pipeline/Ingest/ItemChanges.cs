using System.Numerics.Tensors;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Embed;
using AttentionFunctions.Events;

namespace AttentionFunctions.Ingest;

/// <summary>Catalogue events to item states with vectors.</summary>
public sealed class ItemChanges(CatalogueStore catalogue, ITextEncoder encoder)
{
    /// <param name="Known">The catalogue the changes were prepared against.</param>
    /// <param name="Fresh">Events that the catalogue does not show yet, outdated ones included: the log keeps those too.</param>
    public sealed record Pending(ItemCatalogue Known, IReadOnlyList<AttentionEvent> Fresh);

    public async Task<Pending> PrepareAsync(IEnumerable<AttentionEvent> events, CancellationToken cancel = default)
    {
        AttentionEvent[] all = [.. events];
        if (all.Length == 0) return new Pending(ItemCatalogue.Empty, []);
        ItemCatalogue known = await catalogue.RefreshAsync(cancel);
        return new Pending(known, [.. all.Where(e => known.State(e.ItemId!)?.EventId != e.Id)]);
    }

    /// <summary>Embeds what is new and adds it to the catalogue. Returns how many items changed.</summary>
    public async Task<int> ApplyAsync(Pending pending, CancellationToken cancel = default)
    {
        AttentionEvent[] newest = [.. pending.Fresh
            .GroupBy(e => e.ItemId!)
            .Select(item => item.Aggregate(Newer))
            .Where(e => pending.Known.State(e.ItemId!) is not { } state || !state.IsNewerThan(e.Time, e.Id))];
        if (newest.Length == 0) return 0;

        await catalogue.AddAsync(StatesOf(newest, pending.Known, cancel), cancel);
        return newest.Length;
    }

    /// <summary>The event of one item that decides its state, whatever the order in which the two come.</summary>
    internal static AttentionEvent Newer(AttentionEvent a, AttentionEvent b) =>
        a.Time != b.Time ? (a.Time > b.Time ? a : b) : string.CompareOrdinal(a.Id, b.Id) >= 0 ? a : b;

    /// <summary>States from nothing but the newest event of each item: every text is embedded again.</summary>
    internal CatalogueItem[] StatesOf(AttentionEvent[] newest, CancellationToken cancel) => StatesOf(newest, ItemCatalogue.Empty, cancel);

    private CatalogueItem[] StatesOf(AttentionEvent[] events, ItemCatalogue known, CancellationToken cancel)
    {
        var states = new CatalogueItem[events.Length];
        var texts = new List<(int Index, string Text)>();
        for (int i = 0; i < events.Length; i++)
        {
            ItemFields fields = events[i].Item ?? new ItemFields();
            states[i] = new CatalogueItem(
                events[i].ItemId!, fields with { Vector = null }, events[i].Time, events[i].Id,
                Removed: events[i].Type == EventType.ItemRemoved, Vector: default, VectorSpace: "");
            if (fields.Vector is { } own)
                states[i] = states[i] with { Vector = ItemVector.Of(Normalise([.. own])), VectorSpace = CatalogueItem.OwnSpace(own.Count) };
            else if (ItemText.Of(fields) is { Length: > 0 } text)
                states[i] = Unchanged(known, states[i], text) ?? Queue(states[i], i, text);
        }

        if (texts.Count == 0) return states;
        float[][] vectors = encoder.Encode([.. texts.Select(entry => entry.Text)], TextKind.Document, cancel);
        for (int t = 0; t < vectors.Length; t++)
            states[texts[t].Index] = states[texts[t].Index] with { Vector = ItemVector.Of(vectors[t]), VectorSpace = encoder.Id };
        return states;

        CatalogueItem Queue(CatalogueItem state, int index, string text)
        {
            texts.Add((index, text));
            return state;
        }
    }

    /// <summary>An upsert that leaves the text as it was needs no new vector.</summary>
    private CatalogueItem? Unchanged(ItemCatalogue known, CatalogueItem state, string text) =>
        known.Find(state.Id) is { } before && before.VectorSpace == encoder.Id && ItemText.Of(before.Fields) == text
            ? state with { Vector = before.Vector, VectorSpace = before.VectorSpace, Paraphrases = before.Paraphrases }
            : null;

    private static float[] Normalise(float[] vector)
    {
        float norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0) TensorPrimitives.Divide(vector, norm, vector);
        return vector;
    }
}
