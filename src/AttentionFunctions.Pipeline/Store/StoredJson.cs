using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AttentionFunctions.Store;

/// <summary>Reads the JSON documents that blobs hold, so that each fault names the blob and says what to do.</summary>
internal static class StoredJson
{
    /// <param name="name">Of the blob.</param>
    /// <param name="remedy">A sentence that says what to do about a damaged one; empty when nothing general can be said.</param>
    /// <exception cref="InvalidDataException">Damaged.</exception>
    public static T Parse<T>(string name, ReadOnlySpan<byte> content, JsonTypeInfo<T> json, string remedy = "")
    {
        try
        {
            return JsonSerializer.Deserialize(content, json) ?? throw new InvalidDataException($"{name} holds null. {remedy}".TrimEnd());
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{name} is damaged: {e.Message} {remedy}".TrimEnd(), e);
        }
    }

    /// <param name="formatOf">The version of the document's form.</param>
    /// <param name="known">The only version that this app reads.</param>
    /// <exception cref="InvalidDataException">Damaged, or of another version.</exception>
    public static T Parse<T>(string name, ReadOnlySpan<byte> content, JsonTypeInfo<T> json, Func<T, int> formatOf, int known, string remedy = "")
    {
        T document = Parse(name, content, json, remedy);
        CheckFormat(name, formatOf(document), known);
        return document;
    }

    /// <exception cref="InvalidDataException">The blob is of a version that this app does not know.</exception>
    public static void CheckFormat(string name, int format, int known)
    {
        if (format != known) throw new InvalidDataException($"{name} is of format {format}, which is not known here. Update this app.");
    }
}
