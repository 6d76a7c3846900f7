using AttentionFunctions.Catalogue;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>
/// A model and a catalogue put side by side: positions 0 … W−1 are the model's items (warm), from W on the catalogue's items that the
/// model has not seen (cold). Built once per pair, shared by all requests.
/// </summary>
internal sealed class RankingView
{
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    private readonly List<string> _ids;
    private readonly List<CatalogueItem?> _items;

    public RankingView(TrainedModel? model, ItemCatalogue catalogue)
    {
        Model = model;
        Catalogue = catalogue;
        _ids = [.. model?.ItemIds ?? []];
        WarmCount = _ids.Count;
        for (int i = 0; i < _ids.Count; i++) _positions.Add(_ids[i], i);
        _items = [.. _ids.Select(id => catalogue.State(id))];
        foreach (CatalogueItem item in catalogue.Items)
        {
            if (!_positions.TryAdd(item.Id, _ids.Count)) continue;
            _ids.Add(item.Id);
            _items.Add(item);
        }

        if (model?.Sequence is { TextSpace.Length: > 0 } sequence)
        {
            ColdVectors = [.. _items.Skip(WarmCount).Select(item => item!.VectorSpace == sequence.TextSpace ? sequence.VectorOfText(item.Vector.Span) : null)];
        }
    }

    public TrainedModel? Model { get; }

    public ItemCatalogue Catalogue { get; }

    public int WarmCount { get; }

    public int Count => _ids.Count;

    /// <summary>
    /// Places that the model's sequence encoder gives cold items by their text alone, in order of position; null for an item whose text is of
    /// another space. Empty when the model has no such encoder.
    /// </summary>
    public IReadOnlyList<float[]?> ColdVectors { get; } = [];

    public string IdAt(int position) => _ids[position];

    /// <summary>What the catalogue says, tombstones included; null when only events speak of the item.</summary>
    public CatalogueItem? ItemAt(int position) => _items[position];

    public bool TryFind(string id, out int position) => _positions.TryGetValue(id, out position);

    /// <summary>The title for people; the id where there is none.</summary>
    public string NameAt(int position) => _items[position]?.Fields.Title ?? _ids[position];
}
