using AttentionFunctions.Catalogue;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>
/// A model and a catalogue put side by side: positions 0 … W−1 are the model's items (warm), from W on the catalogue's items that the
/// model has not seen (cold), then items that only the events of the last days speak of. Built once, shared by all requests.
/// </summary>
internal sealed class RankingView
{
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    private readonly List<string> _ids;
    private readonly List<CatalogueItem?> _items;
    private readonly Lazy<TextIndex?> _texts;
    private readonly Lazy<ColdPlaces?> _cold;
    private readonly Lazy<(DateTimeOffset Published, int Position)[]> _byPublication;

    /// <param name="seen">Ids that events speak of; those that neither the model nor the catalogue knows get positions of their own.</param>
    public RankingView(IndexedModel? model, ItemCatalogue catalogue, IEnumerable<string> seen)
    {
        Indexed = model;
        Catalogue = catalogue;
        _ids = [.. model?.Trained.ItemIds ?? []];
        WarmCount = _ids.Count;
        for (int i = 0; i < _ids.Count; i++) _positions.Add(_ids[i], i);
        _items = [.. _ids.Select(id => catalogue.State(id))];
        foreach (CatalogueItem item in catalogue.Items)
        {
            if (!_positions.TryAdd(item.Id, _ids.Count)) continue;
            _ids.Add(item.Id);
            _items.Add(item);
        }

        foreach (string id in seen)
        {
            if (catalogue.State(id) is not null || !_positions.TryAdd(id, _ids.Count)) continue;
            _ids.Add(id);
            _items.Add(null);
        }

        (TextSpace, TextDimension) = TextIndex.SpaceOf(catalogue);
        _texts = new(() => TextIndex.Of(this));
        _cold = new(() => ColdPlaces.Of(this));
        _byPublication = new(() =>
        [
            .. Enumerable.Range(0, Count).Where(position => _items[position]?.Fields.PublishedAt is not null)
                .Select(position => (_items[position]!.Fields.PublishedAt!.Value, position)).OrderByDescending(item => item.Value).ThenBy(item => item.position),
        ]);
        Rules = new ItemIndex(_ids.Count, IdAt, ItemAt, TryFind);
    }

    /// <summary>Null as long as no model has been promoted.</summary>
    public IndexedModel? Indexed { get; }

    public TrainedModel? Model => Indexed?.Trained;

    public ItemCatalogue Catalogue { get; }

    public int WarmCount { get; }

    public int Count => _ids.Count;

    /// <summary>The space that most texts of the catalogue are in; empty without texts. Only vectors of one space are compared.</summary>
    public string TextSpace { get; }

    /// <summary>0 without texts.</summary>
    public int TextDimension { get; }

    /// <summary>The texts, searchable; built when first asked for. Null without texts.</summary>
    public TextIndex? Texts => _texts.Value;

    /// <summary>Places that the model's sequence encoder gives cold items by their text; null when it gives none.</summary>
    public ColdPlaces? Cold => _cold.Value;

    /// <summary>What rules ask about the items.</summary>
    public ItemIndex Rules { get; }

    public string IdAt(int position) => _ids[position];

    /// <summary>What the catalogue says, tombstones included; null when only events speak of the item.</summary>
    public CatalogueItem? ItemAt(int position) => _items[position];

    public bool TryFind(string id, out int position) => _positions.TryGetValue(id, out position);

    /// <summary>How long the item is expected to hold attention: as it says, else as it did, else as items do.</summary>
    public double SecondsOf(int position)
    {
        if (_items[position]?.Fields.AttentionSeconds is > 0 and var declared) return declared;
        return position < WarmCount ? Model!.AttentionSeconds[position] : Model?.UsualSeconds ?? TrainedModel.UsualWithoutDwell;
    }

    /// <summary>Items published within the time before now, newest first, and those without such a date that no model has seen.</summary>
    public IEnumerable<int> Fresh(DateTimeOffset now, TimeSpan within)
    {
        foreach ((DateTimeOffset published, int position) in _byPublication.Value)
        {
            if (published > now) continue;
            if (now - published > within) break;
            yield return position;
        }

        for (int position = WarmCount; position < Count; position++)
            if (_items[position] is { Fields.PublishedAt: null }) yield return position;
    }

    /// <summary>Makes at once what the view before it had made on demand, so that no request waits for it.</summary>
    public void MakeReady(RankingView before)
    {
        if (before._texts.IsValueCreated) _ = _texts.Value;
        if (before._cold.IsValueCreated) _ = _cold.Value;
        if (before._byPublication.IsValueCreated) _ = _byPublication.Value;
        Rules.MakeReady(before.Rules);
    }

    /// <summary>The title for people; the id where there is none.</summary>
    public string NameAt(int position) => _items[position]?.Fields.Title ?? _ids[position];
}
