using AttentionFunctions.Catalogue;

namespace AttentionFunctions.Rank;

/// <summary>What rules ask of the items of a view, by position. Fields of a removed item are those it had, if any.</summary>
internal interface IIndexedItems
{
    int Count { get; }

    string IdAt(int position);

    bool TryFind(string id, out int position);

    /// <summary>Null where only events speak of the item: all its fields but the id are missing.</summary>
    ItemHead? HeadAt(int position);

    IReadOnlyList<string> CategoriesAt(int position);

    IReadOnlyList<string> TagsAt(int position);

    string? TitleAt(int position);
}
