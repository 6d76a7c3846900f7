using AttentionFunctions.Catalogue;

namespace AttentionFunctions.Rank;

/// <summary>What a filter means, item by item: the plainest reading of docs/filters.md, against which the fast one is checked.</summary>
internal static class NaiveFilter
{
    public static bool IsTrue(FilterNode node, string id, CatalogueItem? item, IReadOnlyDictionary<string, string> context, DateTimeOffset now) => node switch
    {
        AndNode and => IsTrue(and.Left, id, item, context, now) && IsTrue(and.Right, id, item, context, now),
        OrNode or => IsTrue(or.Left, id, item, context, now) || IsTrue(or.Right, id, item, context, now),
        NotNode not => !IsTrue(not.Operand, id, item, context, now),
        HasNode has => ValuesOf(has.Field, id, item, context, now).Length > 0,
        ContainsNode contains => ValuesOf(contains.Field, id, item, context, now)
            .Any(value => ((string)value).Contains(contains.Part, StringComparison.OrdinalIgnoreCase)),
        InNode list => list.Values.Any(value => IsTrue(new CompareNode(list.Field, Comparison.Equal, value), id, item, context, now)),
        CompareNode compare => ValuesOf(compare.Field, id, item, context, now).Any(value => Holds(compare, value, now)),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>None where the field is missing.</summary>
    private static object[] ValuesOf(FilterField field, string id, CatalogueItem? item, IReadOnlyDictionary<string, string> context, DateTimeOffset now)
    {
        if (field.IsOfContext) return context.TryGetValue(field.Key, out string? value) ? [value] : [];
        if (field.Name == "id") return [id];
        if (item is null) return [];
        object?[] values = field.Name switch
        {
            "title" => [item.Fields.Title],
            "category" => [.. item.Fields.Categories],
            "tag" => [.. item.Fields.Tags],
            "creator" => [item.Fields.Creator],
            "language" => [item.Fields.Language],
            "price" => [item.Fields.Price],
            "publishedAt" => [item.Fields.PublishedAt],
            "expiresAt" => [item.Fields.ExpiresAt],
            "attention" => [item.Fields.AttentionSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null],
            "age" => [now - item.Fields.PublishedAt],
            _ => throw new InvalidOperationException(field.Name),
        };
        return [.. values.OfType<object>()];
    }

    private static bool Holds(CompareNode compare, object value, DateTimeOffset now)
    {
        if (compare.Field.Kind == FieldKind.Language)
        {
            string tag = (string)value, range = ((TextValue)compare.Value).Text;
            string[] tags = tag.ToUpperInvariant().Split('-'), ranges = range.ToUpperInvariant().Split('-');
            return range.Length > 0 && tags.Take(ranges.Length).SequenceEqual(ranges);
        }

        IComparable right = compare.Value switch
        {
            TextValue text => text.Text,
            NumberValue number => number.Number,
            InstantValue instant => instant.Time,
            NowValue offset => now + offset.Offset,
            DurationValue duration => duration.Length,
            _ => throw new InvalidOperationException(),
        };
        if (right is string expected) return (string)value == expected;
        int order = ((IComparable)value).CompareTo(right);
        return compare.Comparison switch
        {
            Comparison.Equal => order == 0,
            Comparison.Less => order < 0,
            Comparison.AtMost => order <= 0,
            Comparison.Greater => order > 0,
            _ => order >= 0,
        };
    }
}
