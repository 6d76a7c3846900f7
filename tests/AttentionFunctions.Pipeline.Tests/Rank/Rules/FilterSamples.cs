using CsCheck;

namespace AttentionFunctions.Rank;

/// <summary>Random filters and items of a small world, so that filters match now and then.</summary>
internal static class FilterSamples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<string> Label = Gen.OneOf("news", "sport", "x", "", "it's \"quoted\" \\ and\nbroken", "和", "\ud800");

    private static readonly Gen<string> Language = Gen.OneOf("en", "zh", "zh-Hans", "zh-Hant-TW", "ZHA", "");

    private static readonly Gen<double> Price = Gen.OneOf(Gen.OneOf(0.0, 20, 19.99, 1e21, 1e-7, -5), Gen.Double[-1e6, 1e6]);

    private static readonly Gen<DateTimeOffset> Time = Gen.Int[-10, 10].Select(hours => Now.AddHours(hours));

    private static readonly Gen<TimeSpan> Length = Gen.OneOf(Gen.Int[0, 20].Select(hours => TimeSpan.FromHours(hours)), Gen.Int[0, 40_000].Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds)));

    public static Gen<FilterNode> Nodes { get; } = NodesOf(4);

    private static readonly Gen<FilterField> ItemFields = Gen.OneOf([.. FilterField.OfItems]);

    private static readonly Gen<FilterField> Fields =
        Gen.OneOf(ItemFields, Gen.OneOf("device", "a key", "x\"y").Select(FilterField.OfContext));

    private static Gen<FilterNode> NodesOf(int depth) => depth == 0 ? Leaf() : Gen.OneOf(
        Leaf(),
        Gen.Select(Gen.Int[0, 2], NodesLater(depth), NodesLater(depth)).Select((kind, left, right) => kind switch
        {
            0 => new AndNode(left, right),
            1 => new OrNode(left, right),
            _ => (FilterNode)new NotNode(left),
        }));

    private static Gen<FilterNode> NodesLater(int depth) => Gen.Int[0, 0].SelectMany(_ => NodesOf(depth - 1));

    private static Gen<FilterNode> Leaf() => Gen.Int[0, 3].SelectMany(kind => Fields.SelectMany(field => kind switch
    {
        0 => Gen.Const<FilterNode>(new HasNode(field)),
        1 => Values(field).List[1, 4].Select(values => (FilterNode)new InNode(field, values)),
        2 when field.Kind == FieldKind.Text => Label.Select(part => (FilterNode)new ContainsNode(field, part)),
        _ => Gen.Select(field.Kind is FieldKind.Number or FieldKind.Instant or FieldKind.Duration ? Gen.Enum<Comparison>() : Gen.Const(Comparison.Equal), Values(field))
            .Select((comparison, value) => (FilterNode)new CompareNode(field, comparison, value)),
    }));

    private static Gen<FilterValue> Values(FilterField field) => field.Kind switch
    {
        FieldKind.Number => Price.Select(price => (FilterValue)new NumberValue(price)),
        FieldKind.Duration => Length.Select(length => (FilterValue)new DurationValue(length)),
        FieldKind.Instant => Gen.OneOf(
            Time.Select(time => (FilterValue)new InstantValue(time)),
            Gen.Int[-10, 10].Select(hours => (FilterValue)new NowValue(TimeSpan.FromHours(hours)))),
        FieldKind.Language => Language.Select(tag => (FilterValue)new TextValue(tag)),
        _ => (field == FilterField.Id ? Gen.Int[0, 70].Select(i => $"i{i}") : Label).Select(text => (FilterValue)new TextValue(text)),
    };

    public static Gen<Catalogue.CatalogueItem?> Items { get; } = Gen.Select(
        Gen.Int[0, 5], Label.List[0, 3], Label.List[0, 3], Label, Language, Price, Time, Gen.Int[0, 10])
        .Select((present, categories, tags, text, language, price, time, hours) => present == 0 ? null : Item(new Events.ItemFields
        {
            Categories = categories,
            Tags = tags,
            Title = present == 1 ? null : $"About {text.ToUpperInvariant()}",
            Creator = present == 2 ? null : text,
            Language = present == 3 ? null : language,
            Price = present == 4 ? null : price,
            PublishedAt = present == 5 ? null : time,
            ExpiresAt = present == 1 ? null : time,
            AttentionSeconds = present == 2 ? null : hours * 3600,
            Hidden = present == 3,
        }));

    public static Catalogue.CatalogueItem Item(Events.ItemFields fields) => new("", fields, Now, "", Removed: false, default, "");

    /// <summary>An index whose item at position p has the id <c>i{p}</c>.</summary>
    public static ItemIndex Index(params Catalogue.CatalogueItem?[] items) => new(new Testing.ListedItems(items));
}
