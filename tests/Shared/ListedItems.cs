using AttentionFunctions.Catalogue;
using AttentionFunctions.Rank;

namespace AttentionFunctions.Testing;

/// <summary>Items by position, with the ids i0, i1 and so on; null where only events speak of one.</summary>
internal sealed class ListedItems(CatalogueItem?[] items) : IIndexedItems
{
    private readonly Dictionary<string, int> _positions = Enumerable.Range(0, items.Length).ToDictionary(position => $"i{position}");

    public int Count => items.Length;

    public string IdAt(int position) => $"i{position}";

    public bool TryFind(string id, out int position) => _positions.TryGetValue(id, out position);

    public ItemHead? HeadAt(int position) => items[position] is { } item ? ItemHead.Of(item) : null;

    public IReadOnlyList<string> CategoriesAt(int position) => items[position]?.Fields.Categories ?? [];

    public IReadOnlyList<string> TagsAt(int position) => items[position]?.Fields.Tags ?? [];

    public string? TitleAt(int position) => items[position]?.Fields.Title;
}
