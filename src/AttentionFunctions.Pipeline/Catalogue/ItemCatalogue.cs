using System.Diagnostics.CodeAnalysis;

namespace AttentionFunctions.Catalogue;

/// <summary>
/// An immutable view of all items, swapped as a whole when the stored catalogue changes. Its states are packed in layers, newer ones over older
/// ones, and the newest few are objects; a view and those that follow it share what did not change, so that a change costs as much as what changed,
/// and now and then the merging of layers (a log-structured merge tree: O'Neil et al., Acta Informatica 33, 1996).
/// </summary>
public sealed class ItemCatalogue
{
    /// <summary>States that stay objects, and are copied with every change.</summary>
    private const int FewChanges = 1024;

    /// <summary>A layer is merged with the one over it until it is more than so many times as large: then few layers are looked through, and a state is copied few times.</summary>
    private const int Growth = 4;

    /// <summary>The place of an item that the catalogue says nothing of.</summary>
    internal const int Nowhere = int.MinValue;

    /// <summary>Oldest first. Of an id that several have, the state in the last one is the newest.</summary>
    private readonly StateLayer[] _layers;

    /// <summary>Newer than what the layers say.</summary>
    private readonly Dictionary<string, CatalogueItem> _changed;
    private readonly StatePage[] _pages;
    private readonly Lazy<CatalogueItem[]> _changedInOrder;
    private readonly Lazy<PresentItems> _items;

    private ItemCatalogue(StateLayer[] layers, Dictionary<string, CatalogueItem> changed)
    {
        (_layers, _changed) = (layers, changed);
        _pages = [.. layers.SelectMany(layer => layer.Pages)];
        _changedInOrder = new(() => InOrder(changed.Values));
        _items = new(() => new PresentItems(this));
    }

    public static ItemCatalogue Empty { get; } = new([], NoStates());

    /// <summary>
    /// Present items in ordinal order of ids; the order is made when first asked for. The items of a large catalogue are made while they are gone through, each
    /// time anew.
    /// </summary>
    public IReadOnlyList<CatalogueItem> Items => _items.Value;

    /// <summary>Every state, tombstones included: what compaction keeps. In ordinal order of ids.</summary>
    internal IEnumerable<CatalogueItem> States => Places().Select(place => At(place, keep: false));

    public bool TryFind(string id, [MaybeNullWhen(false)] out CatalogueItem item) => (item = Find(id)) is not null;

    public CatalogueItem? Find(string id) => State(id) is { Removed: false } item ? item : null;

    /// <summary>Seconds the item says it usually holds attention; null when it says nothing.</summary>
    public double? ExpectedSeconds(string id) => Head(id) is { Removed: false } head ? head.AttentionSeconds : null;

    /// <summary>The state a catalogue event would have to beat, tombstones included.</summary>
    internal CatalogueItem? State(string id)
    {
        if (_changed.TryGetValue(id, out CatalogueItem? changed)) return changed;
        int place = PackedPlaceOf(id);
        return place == Nowhere ? null : At(place);
    }

    /// <summary>Null when nothing is known of the item.</summary>
    internal ItemHead? Head(string id)
    {
        if (_changed.TryGetValue(id, out CatalogueItem? changed)) return ItemHead.Of(changed);
        int place = PackedPlaceOf(id);
        return place == Nowhere ? null : HeadAt(place);
    }

    /// <summary>Where the state of an item is in this view, tombstones included: what is kept per item costs four bytes.</summary>
    internal int PlaceOf(string id) => _changed.ContainsKey(id)
        ? ~Array.BinarySearch(_changedInOrder.Value, id, Comparer<object>.Create((a, b) => string.CompareOrdinal(IdOf(a), IdOf(b))))
        : PackedPlaceOf(id);

    /// <param name="keep">Whether an object that is made is kept for those who ask next; not for one who goes over everything.</param>
    internal CatalogueItem At(int place, bool keep = true) =>
        place < 0 ? _changedInOrder.Value[~place] : _pages[place / StatePage.MaxStates].At(place % StatePage.MaxStates, keep);

    internal ItemHead HeadAt(int place) =>
        place < 0 ? ItemHead.Of(_changedInOrder.Value[~place]) : _pages[place / StatePage.MaxStates].HeadAt(place % StatePage.MaxStates);

    internal IReadOnlyList<string> CategoriesAt(int place) =>
        place < 0 ? _changedInOrder.Value[~place].Fields.Categories : _pages[place / StatePage.MaxStates].CategoriesAt(place % StatePage.MaxStates);

    internal IReadOnlyList<string> TagsAt(int place) =>
        place < 0 ? _changedInOrder.Value[~place].Fields.Tags : _pages[place / StatePage.MaxStates].TagsAt(place % StatePage.MaxStates);

    internal string? TitleAt(int place) =>
        place < 0 ? _changedInOrder.Value[~place].Fields.Title : _pages[place / StatePage.MaxStates].TitleAt(place % StatePage.MaxStates);

    internal bool IsRemoved(int place) =>
        place < 0 ? _changedInOrder.Value[~place].Removed : _pages[place / StatePage.MaxStates].IsRemoved(place % StatePage.MaxStates);

    internal ItemVector VectorAt(int place) =>
        place < 0 ? _changedInOrder.Value[~place].Vector : _pages[place / StatePage.MaxStates].VectorAt(place % StatePage.MaxStates);

    internal string SpaceAt(int place) =>
        place < 0 ? _changedInOrder.Value[~place].VectorSpace : _pages[place / StatePage.MaxStates].SpaceAt(place % StatePage.MaxStates);

    internal string IdAt(int place) =>
        place < 0 ? _changedInOrder.Value[~place].Id : _pages[place / StatePage.MaxStates].IdAt(place % StatePage.MaxStates);

    /// <summary>Whether the vector at a place lies in pinned memory, with <see cref="ItemVector.ReadAhead"/> behind it.</summary>
    internal static bool IsPacked(int place) => place >= 0;

    /// <summary>Places of all states in ordinal order of their ids.</summary>
    internal IEnumerable<int> Places()
    {
        if (_layers.Length == 1 && _changed.Count == 0) return PlacesOf(0);
        IEnumerable<int> changed = Enumerable.Range(0, _changed.Count).Select(i => ~i);
        return MergePlaces([.. Enumerable.Range(0, _layers.Length).Select(PlacesOf), changed]);
    }

    /// <summary>
    /// Present items that are not as they were, each with what it was: null where there was none, or is none any more. No object is made of what views share.
    /// </summary>
    internal IEnumerable<(CatalogueItem? Before, CatalogueItem? After)> ChangesSince(ItemCatalogue before)
    {
        (PresentItems then, PresentItems now) = (before._items.Value, _items.Value);
        for (int b = 0, a = 0; b < then.Count || a < now.Count;)
        {
            if (b < then.Count && a < now.Count && IsShared(now.Places[a], before, then.Places[b]))
            {
                (b, a) = (b + 1, a + 1);
                continue;
            }

            CatalogueItem? was = b < then.Count ? then[b] : null, @is = a < now.Count ? now[a] : null;
            int order = was is null ? 1 : @is is null ? -1 : string.CompareOrdinal(was.Id, @is.Id);
            yield return (order <= 0 ? was : null, order >= 0 ? @is : null);
            if (order <= 0) b++;
            if (order >= 0) a++;
        }
    }

    /// <summary>The same object where nothing is newer.</summary>
    internal ItemCatalogue With(IEnumerable<CatalogueItem> changes)
    {
        Dictionary<string, CatalogueItem>? changed = null;
        foreach (CatalogueItem item in changes)
        {
            if ((changed?.GetValueOrDefault(item.Id) ?? State(item.Id)) is { } known && !item.IsNewerThan(known)) continue;
            changed ??= new(_changed, StringComparer.Ordinal);
            changed[item.Id] = item;
        }

        if (changed is null) return this;
        return changed.Count <= FewChanges ? new ItemCatalogue(_layers, changed) : new ItemCatalogue(Over(_layers, StateLayer.Of(InOrder(changed.Values))), NoStates());
    }

    /// <summary>The same for many states, which are never all objects at once.</summary>
    /// <param name="changes">In ordinal order of their ids, each id once; enumerated once.</param>
    /// <exception cref="InvalidDataException">They are in another order.</exception>
    internal ItemCatalogue WithMany(IEnumerable<CatalogueItem> changes)
    {
        StateLayer newer = StateLayer.Of(changes.Where(item => State(item.Id) is not { } known || item.IsNewerThan(known)));
        if (newer.Count == 0) return this;
        var still = new Dictionary<string, CatalogueItem>(_changed.Where(changed => newer.RowOf(changed.Key, out _) < 0), StringComparer.Ordinal);
        return new ItemCatalogue(Over(_layers, newer), still);
    }

    /// <summary>How many states are worth <see cref="WithMany"/>.</summary>
    internal static bool AreMany(int states) => states > FewChanges;

    private static Dictionary<string, CatalogueItem> NoStates() => new(StringComparer.Ordinal);

    private static string IdOf(object of) => of as string ?? ((CatalogueItem)of).Id;

    private static StateLayer[] Over(StateLayer[] layers, StateLayer newest)
    {
        int rest = layers.Length;
        while (rest > 0)
        {
            StateLayer before = layers[rest - 1];
            if (newest.Count >= StatePage.MaxStates && StateLayer.Joined(before, newest) is { } joined) newest = joined;
            else if (before.Count <= (long)Growth * newest.Count) newest = StateLayer.Of(new ItemCatalogue([before, newest], NoStates()).States);
            else break;
            rest--;
        }

        return [.. layers[..rest], newest];
    }

    private static CatalogueItem[] InOrder(ICollection<CatalogueItem> states)
    {
        var ordered = new CatalogueItem[states.Count];
        states.CopyTo(ordered, 0);
        Array.Sort(ordered, (a, b) => string.CompareOrdinal(a.Id, b.Id));
        return ordered;
    }

    private bool IsShared(int place, ItemCatalogue other, int otherPlace) => place < 0 || otherPlace < 0
        ? place < 0 && otherPlace < 0 && ReferenceEquals(At(place), other.At(otherPlace))
        : place % StatePage.MaxStates == otherPlace % StatePage.MaxStates
            && ReferenceEquals(_pages[place / StatePage.MaxStates], other._pages[otherPlace / StatePage.MaxStates]);

    private int PackedPlaceOf(string id)
    {
        int pages = _pages.Length;
        for (int i = _layers.Length - 1; i >= 0; i--)
        {
            pages -= _layers[i].Pages.Count;
            if (_layers[i].RowOf(id, out int page) is >= 0 and var row) return (pages + page) * StatePage.MaxStates + row;
        }

        return Nowhere;
    }

    private IEnumerable<int> PlacesOf(int layer)
    {
        int first = _layers.Take(layer).Sum(before => before.Pages.Count);
        for (int page = 0; page < _layers[layer].Pages.Count; page++)
            for (int row = 0; row < _layers[layer].Pages[page].Count; row++) yield return (first + page) * StatePage.MaxStates + row;
    }

    /// <param name="sources">Oldest first.</param>
    private IEnumerable<int> MergePlaces(IEnumerable<int>[] sources)
    {
        var heads = new List<(string Id, IEnumerator<int> Places)>(sources.Length);
        foreach (IEnumerable<int> source in sources)
            if (source.GetEnumerator() is var places && places.MoveNext()) heads.Add((IdAt(places.Current), places));
        while (heads.Count > 0)
        {
            int least = 0;
            for (int i = 1; i < heads.Count; i++)
                if (string.CompareOrdinal(heads[i].Id, heads[least].Id) <= 0) least = i;
            string id = heads[least].Id;
            yield return heads[least].Places.Current;

            for (int i = heads.Count - 1; i >= 0; i--)
            {
                if (heads[i].Id != id) continue;
                IEnumerator<int> places = heads[i].Places;
                if (places.MoveNext()) heads[i] = (IdAt(places.Current), places);
                else heads.RemoveAt(i);
            }
        }
    }

    private sealed class PresentItems(ItemCatalogue catalogue) : IReadOnlyList<CatalogueItem>
    {
        public int[] Places { get; } = [.. catalogue.Places().Where(place => !catalogue.IsRemoved(place))];

        public int Count => Places.Length;

        public CatalogueItem this[int index] => catalogue.At(Places[index], keep: false);

        public IEnumerator<CatalogueItem> GetEnumerator() => Places.Select(place => catalogue.At(place, keep: false)).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
