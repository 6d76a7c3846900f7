using System.Text.Json;

namespace AttentionFunctions.Embed;

/// <summary>A JSON file of a model's folder. A file that does not exist reads as an empty object, a wrong one says what is wrong.</summary>
internal sealed class SettingsFile
{
    private readonly string _path;
    private readonly JsonElement _root;

    public SettingsFile(string path)
    {
        _path = path;
        Exists = File.Exists(path);
        _root = Exists ? Parse(path) : JsonElement.Parse("{}");
        if (_root.ValueKind != JsonValueKind.Object) throw Wrong("a JSON object", "The file");
    }

    public bool Exists { get; }

    public IEnumerable<string> Names => _root.EnumerateObject().Select(property => property.Name);

    public string? Text(string name) => Value(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Wrong("a text", name);

    /// <summary>A special token: its text, or an object with the text as content.</summary>
    public string? Token(string name) =>
        Value(name) is { ValueKind: JsonValueKind.Object } token && token.TryGetProperty("content", out var content)
            ? content.GetString()
            : Text(name);

    public bool? Flag(string name) => Value(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Wrong("true or false", name);

    /// <summary>
    /// Null as well when the number is beyond <see cref="int"/>: publishers write 10³⁰ as the length of a tokenizer that has no limit.
    /// </summary>
    public int? Number(string name) => Value(name) is not { } value ? null
        : value.ValueKind != JsonValueKind.Number ? throw Wrong("a whole number", name)
        : value.TryGetInt32(out var number) ? number
        : value.GetDouble() is var large && (large > int.MaxValue || large < int.MinValue) ? null
        : throw Wrong("a whole number", name);

    /// <summary>The texts of an object of texts, such as prompts.</summary>
    public IReadOnlyDictionary<string, string> Texts(string name) => Value(name) is not { } value ? new Dictionary<string, string>()
        : value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(text => text.Value.ValueKind == JsonValueKind.String)
            ? value.EnumerateObject().ToDictionary(text => text.Name, text => text.Value.GetString()!)
        : throw Wrong("an object of texts", name);

    public EncoderConfigurationException Wrong(string expected, string name) => new($"{_path}: {name} must be {expected}. Correct the file.");

    public static JsonElement Parse(string path)
    {
        try
        {
            return JsonElement.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException error)
        {
            throw new EncoderConfigurationException($"{path} is not JSON. Download the file again or correct it. {error.Message}", error);
        }
    }

    private JsonElement? Value(string name) =>
        _root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
