using AttentionFunctions.Catalogue;

namespace AttentionFunctions.Rank;

/// <summary>
/// What rules ask about the items of one view, in columns: labels interned with the positions that have them, numbers side by side. Each
/// column is made when it is first asked for, and the results of conditions that depend on nothing but the items are kept.
/// </summary>
/// <remarks>Safe on several threads. Lives as long as its view.</remarks>
internal sealed class ItemIndex
{
    private readonly IIndexedItems _items;
    private readonly Lazy<Postings> _categories, _tags, _creators, _languages;
    private readonly Lazy<double[]> _prices, _publishedAt, _expiresAt, _attention;

    public ItemIndex(IIndexedItems items)
    {
        _items = items;
        _categories = Labels(items.CategoriesAt, StringComparer.Ordinal);
        _tags = Labels(items.TagsAt, StringComparer.Ordinal);
        _creators = Labels(position => HeadAt(position)?.Creator is { } creator ? [creator] : [], StringComparer.Ordinal);
        _languages = Labels(position => HeadAt(position)?.Language is { } language ? [language] : [], StringComparer.OrdinalIgnoreCase);
        _prices = Column(head => head.Price);
        _publishedAt = Column(head => Milliseconds(head.PublishedAt));
        _expiresAt = Column(head => Milliseconds(head.ExpiresAt));
        _attention = Column(head => head.AttentionSeconds);
        Availability = new ItemAvailability(this);
        Kept = new KeptMatches(items.Count);
    }

    public int Count => _items.Count;

    public ItemAvailability Availability { get; }

    public KeptMatches Kept { get; }

    public Postings Categories => _categories.Value;

    public Postings Tags => _tags.Value;

    public Postings Creators => _creators.Value;

    /// <summary>By whole tag, in any case.</summary>
    public Postings Languages => _languages.Value;

    public string IdAt(int position) => _items.IdAt(position);

    public bool TryFind(string id, out int position) => _items.TryFind(id, out position);

    public ItemHead? HeadAt(int position) => _items.HeadAt(position);

    public IReadOnlyList<string> CategoriesAt(int position) => _items.CategoriesAt(position);

    public IReadOnlyList<string> TagsAt(int position) => _items.TagsAt(position);

    public string? TitleAt(int position) => _items.TitleAt(position);

    /// <summary>Values of a field that is a number, a time (Unix milliseconds) or a length (seconds); NaN where missing, and to the end of the last word.</summary>
    public ReadOnlySpan<double> ColumnOf(FilterField field) => field.Name switch
    {
        "price" => _prices.Value,
        "publishedAt" or "age" => _publishedAt.Value,
        "expiresAt" => _expiresAt.Value,
        "attention" => _attention.Value,
        _ => throw new ArgumentException($"{field.Name} is no number.", nameof(field)),
    };

    /// <summary>Makes at once the columns that the index before it had made on demand.</summary>
    public void MakeReady(ItemIndex before)
    {
        if (before._categories.IsValueCreated) _ = _categories.Value;
        if (before._tags.IsValueCreated) _ = _tags.Value;
        if (before._creators.IsValueCreated) _ = _creators.Value;
        if (before._languages.IsValueCreated) _ = _languages.Value;
        if (before._prices.IsValueCreated) _ = _prices.Value;
        if (before._publishedAt.IsValueCreated) _ = _publishedAt.Value;
        if (before._expiresAt.IsValueCreated) _ = _expiresAt.Value;
        if (before._attention.IsValueCreated) _ = _attention.Value;
    }

    public static double? Milliseconds(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();

    private Lazy<Postings> Labels(Func<int, IEnumerable<string>> labelsAt, StringComparer comparer) => new(() => new Postings(Count, labelsAt, comparer));

    private Lazy<double[]> Column(Func<ItemHead, double?> value) => new(() =>
    {
        var column = new double[Bits.Words(Count) * Bits.PerWord];
        Array.Fill(column, double.NaN, Count, column.Length - Count);
        for (int position = 0; position < Count; position++)
            column[position] = HeadAt(position) is { } head ? value(head) ?? double.NaN : double.NaN;
        return column;
    });
}
