using System.Diagnostics.CodeAnalysis;

namespace AttentionFunctions.Catalogue;

/// <summary>An immutable view of all items, swapped as a whole when the stored catalogue changes.</summary>
public sealed class ItemCatalogue
{
    public static ItemCatalogue Empty { get; } = new(new Dictionary<string, CatalogueItem>(StringComparer.Ordinal));

    private readonly Dictionary<string, CatalogueItem> _byId;

    private ItemCatalogue(Dictionary<string, CatalogueItem> byId)
    {
        _byId = byId;
        Items = [.. byId.Values.Where(item => !item.Removed).OrderBy(item => item.Id, StringComparer.Ordinal)];
    }

    /// <summary>Present items in ordinal order of ids.</summary>
    public IReadOnlyList<CatalogueItem> Items { get; }

    /// <summary>Every state, tombstones included: what compaction keeps.</summary>
    internal IReadOnlyCollection<CatalogueItem> States => _byId.Values;

    public bool TryFind(string id, [MaybeNullWhen(false)] out CatalogueItem item) => _byId.TryGetValue(id, out item) && !item.Removed;

    public CatalogueItem? Find(string id) => _byId.GetValueOrDefault(id) is { Removed: false } item ? item : null;

    /// <summary>Seconds the item says it usually holds attention; null when it says nothing.</summary>
    public double? ExpectedSeconds(string id) => Find(id)?.Fields.AttentionSeconds;

    /// <summary>The state a catalogue event would have to beat, tombstones included.</summary>
    internal CatalogueItem? State(string id) => _byId.GetValueOrDefault(id);

    internal ItemCatalogue With(IEnumerable<CatalogueItem> changes)
    {
        var byId = new Dictionary<string, CatalogueItem>(_byId, StringComparer.Ordinal);
        foreach (CatalogueItem item in changes)
            if (!byId.TryGetValue(item.Id, out CatalogueItem? known) || item.IsNewerThan(known))
                byId[item.Id] = item;
        return new ItemCatalogue(byId);
    }
}
