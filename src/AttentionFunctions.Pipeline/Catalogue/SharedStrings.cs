using AttentionFunctions.Events;

namespace AttentionFunctions.Catalogue;

/// <summary>Categories, tags, creators and languages are few, items many: equal ones become one object.</summary>
internal sealed class SharedStrings
{
    private readonly Dictionary<string, string> _strings = new(StringComparer.Ordinal);

    public string Of(string value)
    {
        if (_strings.TryGetValue(value, out string? known)) return known;
        _strings.Add(value, value);
        return value;
    }

    public ItemFields Of(ItemFields fields) => fields with
    {
        Categories = Of(fields.Categories),
        Tags = Of(fields.Tags),
        Creator = fields.Creator is { } creator ? Of(creator) : null,
        Language = fields.Language is { } language ? Of(language) : null,
    };

    private string[] Of(IReadOnlyList<string> values) => values.Count == 0 ? [] : [.. values.Select(Of)];
}
