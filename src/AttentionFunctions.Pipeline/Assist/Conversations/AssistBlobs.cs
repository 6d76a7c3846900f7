using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AttentionFunctions.Assist;

internal static class AssistBlobs
{
    /// <exception cref="InvalidDataException">Damaged, or of a version that this program does not know.</exception>
    public static T Parse<T>(string name, ReadOnlyMemory<byte> content, JsonTypeInfo<T> json, Func<T, int> versionOf, int known)
        where T : class
    {
        try
        {
            T value = JsonSerializer.Deserialize(content.Span, json) ?? throw new InvalidDataException($"'{name}' holds null.");
            return versionOf(value) == known ? value
                : throw new InvalidDataException($"'{name}' is of format {versionOf(value)}, which is not known here. Update this app.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{name}' is damaged: {e.Message}", e);
        }
    }
}
