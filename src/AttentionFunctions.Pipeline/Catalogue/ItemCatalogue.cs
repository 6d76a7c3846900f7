using System.Diagnostics.CodeAnalysis;

namespace AttentionFunctions.Catalogue;

/// <summary>
/// An immutable view of all items, swapped as a whole when the stored catalogue changes. A view and those that follow it share what did not
/// change, so that a change costs as much as what changed, and now and then a pass over everything.
/// </summary>
public sealed class ItemCatalogue
{
    /// <summary>States that a view may keep beside the shared ones …</summary>
    private const int FewChanges = 1024;

    /// <summary>… or this part of those, until it shares none: each is looked up twice, and copied with every change.</summary>
    private const int ChangedPart = 16;

    private readonly Shared _shared;
    private readonly Dictionary<string, CatalogueItem> _changed;
    private readonly Lazy<CatalogueItem[]> _items;

    private ItemCatalogue(Shared shared, Dictionary<string, CatalogueItem> changed)
    {
        (_shared, _changed) = (shared, changed);
        _items = new(() => [.. InOrder().Where(item => !item.Removed)]);
    }

    public static ItemCatalogue Empty { get; } = new(new Shared(NoStates()), NoStates());

    /// <summary>Present items in ordinal order of ids; made when first asked for.</summary>
    public IReadOnlyList<CatalogueItem> Items => _items.Value;

    /// <summary>Every state, tombstones included: what compaction keeps.</summary>
    internal IEnumerable<CatalogueItem> States => InOrder();

    public bool TryFind(string id, [MaybeNullWhen(false)] out CatalogueItem item) => (item = Find(id)) is not null;

    public CatalogueItem? Find(string id) => State(id) is { Removed: false } item ? item : null;

    /// <summary>Seconds the item says it usually holds attention; null when it says nothing.</summary>
    public double? ExpectedSeconds(string id) => Find(id)?.Fields.AttentionSeconds;

    /// <summary>The state a catalogue event would have to beat, tombstones included.</summary>
    internal CatalogueItem? State(string id) => _changed.GetValueOrDefault(id) ?? _shared.States.GetValueOrDefault(id);

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
        if (changed.Count <= Math.Max(FewChanges, _shared.States.Count / ChangedPart)) return new ItemCatalogue(_shared, changed);
        if (_shared.States.Count == 0) return new ItemCatalogue(new Shared(changed), NoStates());

        var all = new Dictionary<string, CatalogueItem>(_shared.States, StringComparer.Ordinal);
        foreach ((string id, CatalogueItem item) in changed) all[id] = item;
        return new ItemCatalogue(new Shared(all), NoStates());
    }

    private static Dictionary<string, CatalogueItem> NoStates() => new(StringComparer.Ordinal);

    private IEnumerable<CatalogueItem> InOrder()
    {
        int next = 0;
        CatalogueItem[] changed = InOrder(_changed.Values);
        foreach (CatalogueItem item in _shared.InOrder.Value)
        {
            int order = -1;
            while (next < changed.Length && (order = string.CompareOrdinal(changed[next].Id, item.Id)) < 0) yield return changed[next++];
            if (next < changed.Length && order == 0) yield return changed[next++];
            else yield return item;
        }

        for (; next < changed.Length; next++) yield return changed[next];
    }

    private static CatalogueItem[] InOrder(ICollection<CatalogueItem> states)
    {
        var ordered = new CatalogueItem[states.Count];
        states.CopyTo(ordered, 0);
        Array.Sort(ordered, (a, b) => string.CompareOrdinal(a.Id, b.Id));
        return ordered;
    }

    /// <summary>States that several views have in common, unless they have changed some of them.</summary>
    private sealed class Shared(Dictionary<string, CatalogueItem> states)
    {
        public Dictionary<string, CatalogueItem> States => states;

        public Lazy<CatalogueItem[]> InOrder { get; } = new(() => ItemCatalogue.InOrder(states.Values));
    }
}
