using AttentionFunctions.Catalogue;
using AttentionFunctions.Store;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>
/// A model and a catalogue put side by side: positions 0 … W−1 are the model's items (warm), from W on the catalogue's items that the
/// model has not seen (cold), then items that only the events of the last days speak of. Built once, shared by all requests.
/// </summary>
internal sealed class RankingView : IIndexedItems
{
    private readonly IdTable _warmIds;
    private readonly IdTable _coldIds;

    /// <summary>Of each position, where the catalogue has its item.</summary>
    private readonly int[] _places;
    private readonly Lazy<TextIndex?> _texts;
    private readonly Lazy<ColdPlaces?> _cold;
    private readonly Lazy<Publications> _published;

    /// <param name="seen">Ids that events speak of; those that neither the model nor the catalogue knows get positions of their own.</param>
    public RankingView(IndexedModel? model, ItemCatalogue catalogue, IEnumerable<string> seen)
    {
        Indexed = model;
        Catalogue = catalogue;
        _warmIds = model?.Trained.Ids ?? IdTable.Empty;
        var places = new List<int>(WarmCount);
        for (int i = 0; i < WarmCount; i++) places.Add(catalogue.PlaceOf(_warmIds[i]));
        var cold = new IdTable.Builder();
        foreach (int place in catalogue.Places())
        {
            if (catalogue.IsRemoved(place) || catalogue.IdAt(place) is var id && _warmIds.IndexOf(id) >= 0) continue;
            cold.Add(id);
            places.Add(place);
        }

        foreach (string id in seen.Distinct())
        {
            if (catalogue.PlaceOf(id) != ItemCatalogue.Nowhere || _warmIds.IndexOf(id) >= 0) continue;
            cold.Add(id);
            places.Add(ItemCatalogue.Nowhere);
        }

        (_coldIds, _places) = (cold.Build(), [.. places]);
        (TextSpace, TextDimension) = TextIndex.SpaceOf(catalogue);
        _texts = new(() => TextIndex.Of(this));
        _cold = new(() => ColdPlaces.Of(this));
        _published = new(() => Publications.Of(this));
        Rules = new ItemIndex(this);
    }

    /// <summary>Null as long as no model has been promoted.</summary>
    public IndexedModel? Indexed { get; }

    public TrainedModel? Model => Indexed?.Trained;

    public ItemCatalogue Catalogue { get; }

    public int WarmCount => _warmIds.Count;

    public int Count => _places.Length;

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

    public string IdAt(int position) => position < WarmCount ? _warmIds[position] : _coldIds[position - WarmCount];

    /// <summary>What the catalogue says, tombstones included; null when only events speak of the item.</summary>
    public ItemHead? HeadAt(int position) => _places[position] is not ItemCatalogue.Nowhere and var place ? Catalogue.HeadAt(place) : null;

    public IReadOnlyList<string> CategoriesAt(int position) => _places[position] is not ItemCatalogue.Nowhere and var place ? Catalogue.CategoriesAt(place) : [];

    public IReadOnlyList<string> TagsAt(int position) => _places[position] is not ItemCatalogue.Nowhere and var place ? Catalogue.TagsAt(place) : [];

    public string? TitleAt(int position) => _places[position] is not ItemCatalogue.Nowhere and var place ? Catalogue.TitleAt(place) : null;

    /// <summary>The item's vector if it is of the view's text space; else empty, as for one that was removed.</summary>
    public ItemVector TextAt(int position) => VectorAt(position, TextSpace);

    /// <summary>The same by id.</summary>
    public ItemVector TextOf(string id) => TextSpace.Length > 0 ? VectorIn(TextSpace, Catalogue.PlaceOf(id)) : default;

    public ItemVector VectorAt(int position, string space) => VectorIn(space, _places[position]);

    /// <summary>Whether a scan may read the item's vector where it is.</summary>
    public bool IsPacked(int position) => ItemCatalogue.IsPacked(_places[position]);

    public bool TryFind(string id, out int position)
    {
        position = _warmIds.IndexOf(id);
        if (position >= 0) return true;
        position = _coldIds.IndexOf(id) + WarmCount;
        return position >= WarmCount;
    }

    /// <summary>How long the item is expected to hold attention: as it says, else as it did, else as items do.</summary>
    public double SecondsOf(int position)
    {
        if (HeadAt(position)?.AttentionSeconds is > 0 and var declared) return declared;
        return position < WarmCount ? Model!.AttentionSeconds[position] : Model?.UsualSeconds ?? TrainedModel.UsualWithoutDwell;
    }

    /// <summary>Items published within the time before now, newest first, and those without such a date that no model has seen.</summary>
    public IEnumerable<int> Fresh(DateTimeOffset now, TimeSpan within)
    {
        Publications published = _published.Value;
        for (int i = 0; i < published.Positions.Length; i++)
        {
            if (published.Ticks[i] > now.UtcTicks) continue;
            if (now.UtcTicks - published.Ticks[i] > within.Ticks) break;
            yield return published.Positions[i];
        }

        foreach (int position in published.UndatedCold) yield return position;
    }

    private ItemVector VectorIn(string space, int place) =>
        place != ItemCatalogue.Nowhere && Catalogue.SpaceAt(place) == space && !Catalogue.IsRemoved(place) ? Catalogue.VectorAt(place) : default;

    /// <summary>Makes at once what the view before it had made on demand, so that no request waits for it.</summary>
    public void MakeReady(RankingView before)
    {
        if (before._texts.IsValueCreated) _ = _texts.Value;
        if (before._cold.IsValueCreated) _ = _cold.Value;
        if (before._published.IsValueCreated) _ = _published.Value;
        Rules.MakeReady(before.Rules);
    }

    /// <summary>The title for people; the id where there is none.</summary>
    public string NameAt(int position) => TitleAt(position) ?? IdAt(position);

    /// <param name="Ticks">When items were published, newest first.</param>
    /// <param name="Positions">Of the same items; ties to the lower position.</param>
    /// <param name="UndatedCold">Items that no model has seen and that do not say.</param>
    private sealed record Publications(long[] Ticks, int[] Positions, int[] UndatedCold)
    {
        public static Publications Of(RankingView view)
        {
            var (ticks, positions, undated) = (new List<long>(), new List<int>(), new List<int>());
            for (int position = 0; position < view.Count; position++)
            {
                if (view.HeadAt(position) is not { } item) continue;
                if (item.PublishedAt is not { } published)
                {
                    if (position >= view.WarmCount) undated.Add(position);
                    continue;
                }

                ticks.Add(-published.UtcTicks);
                positions.Add(position);
            }

            // Stable, so that ties stay in order of position.
            int[] order = [.. Enumerable.Range(0, ticks.Count)];
            Array.Sort([.. ticks.Select((tick, i) => (tick, i))], order);
            return new Publications(Array.ConvertAll(order, i => -ticks[i]), Array.ConvertAll(order, i => positions[i]), [.. undated]);
        }
    }
}
