using AttentionFunctions.Events;

namespace AttentionFunctions.Rank;

/// <summary>What a filter may ask about.</summary>
/// <param name="Name">As the filter language writes it.</param>
/// <param name="Key">Of the request's context; empty for a field of the item.</param>
internal sealed record FilterField(string Name, FieldKind Kind, string Key = "")
{
    public const string ContextPrefix = "context";

    public static FilterField Id { get; } = new("id", FieldKind.Text);

    public static FilterField Title { get; } = new("title", FieldKind.Text);

    public static FilterField Category { get; } = new("category", FieldKind.Labels);

    public static FilterField Tag { get; } = new("tag", FieldKind.Labels);

    public static FilterField Creator { get; } = new("creator", FieldKind.Text);

    public static FilterField Language { get; } = new("language", FieldKind.Language);

    public static FilterField Price { get; } = new("price", FieldKind.Number);

    public static FilterField PublishedAt { get; } = new("publishedAt", FieldKind.Instant);

    public static FilterField ExpiresAt { get; } = new("expiresAt", FieldKind.Instant);

    public static FilterField Attention { get; } = new("attention", FieldKind.Duration);

    /// <summary>Time since <see cref="PublishedAt"/>.</summary>
    public static FilterField Age { get; } = new("age", FieldKind.Duration);

    private static readonly Dictionary<string, FilterField> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["id"] = Id,
        ["title"] = Title,
        ["category"] = Category,
        ["categories"] = Category,
        ["tag"] = Tag,
        ["tags"] = Tag,
        ["creator"] = Creator,
        ["language"] = Language,
        ["price"] = Price,
        ["publishedAt"] = PublishedAt,
        ["expiresAt"] = ExpiresAt,
        ["attention"] = Attention,
        ["attentionSeconds"] = Attention,
        ["age"] = Age,
    };

    /// <summary>Every item field, for property tests and messages.</summary>
    public static IReadOnlyList<FilterField> OfItems { get; } = [.. ByName.Values.Distinct()];

    public static FilterField OfContext(string key) => new(ContextPrefix, FieldKind.Text, key);

    public bool IsOfContext => Key.Length > 0;

    public bool DependsOnTime => this == Age;

    public static FilterField? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The field that was probably meant.</summary>
    public static string? Like(string name) => SimilarName.Among(name, ByName.Keys.Append(ContextPrefix));
}

internal enum FieldKind
{
    /// <summary>Compared letter by letter.</summary>
    Text,

    /// <summary>A set of texts: a comparison asks whether one of them is equal.</summary>
    Labels,

    /// <summary>A BCP 47 tag: equal to its own prefixes, <c>zh-Hans</c> to <c>zh</c> (RFC 4647, section 3.3.1).</summary>
    Language,

    Number,

    Instant,

    Duration,
}
