using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AttentionFunctions.Decide;

/// <summary>One JSON value as the bytes it came in: features go from the request into the log without being written anew.</summary>
/// <param name="Utf8">Whole and valid; borrowed from whoever read it.</param>
internal readonly record struct RawJson(ReadOnlyMemory<byte> Utf8)
{
    public static RawJson Of(string json) => new(Encoding.UTF8.GetBytes(json));

    /// <summary>For what needs it by name; hashing does not.</summary>
    public JsonElement Parse() => JsonElement.Parse(Utf8.Span, new JsonDocumentOptions { AllowDuplicateProperties = true });
}

internal sealed class RawJsonConverter : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonMarshal.GetRawUtf8Value(JsonElement.ParseValue(ref reader)).ToArray());

    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options)
    {
        ReadOnlySpan<byte> raw = value.Utf8.Span;
        // Between tokens a line break is white space, but an entry of the log is one line.
        if (raw.ContainsAny((byte)'\n', (byte)'\r')) value.Parse().WriteTo(writer);
        else writer.WriteRawValue(raw, skipInputValidation: true);
    }
}
