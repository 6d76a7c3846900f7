using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AttentionFunctions.Decide;

/// <summary>Features go into the log as the bytes they came in: most of a decision's entry, and checked already when the request was parsed.</summary>
internal sealed class RawFeatures : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonElement.ParseValue(ref reader);

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(value);
        // Between tokens a line break is white space, but an entry of the log is one line.
        if (raw.ContainsAny((byte)'\n', (byte)'\r')) value.WriteTo(writer);
        else writer.WriteRawValue(raw, skipInputValidation: true);
    }
}
