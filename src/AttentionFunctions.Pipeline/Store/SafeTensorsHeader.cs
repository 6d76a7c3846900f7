using System.Buffers.Binary;
using System.Text.Json;

namespace AttentionFunctions.Store;

/// <summary>Reads a header and believes nothing in it: what passes describes the data exactly, without gaps or overlaps.</summary>
internal static class SafeTensorsHeader
{
    /// <summary>As in the reference implementation.</summary>
    private const long MaxHeader = 100_000_000;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    public static SafeTensors Parse(ReadOnlyMemory<byte> file)
    {
        if (file.Length < SafeTensors.LengthField)
        {
            throw Damaged($"it has {file.Length} bytes, not even a header");
        }

        long length = BinaryPrimitives.ReadInt64LittleEndian(file.Span);
        if (length is < 2 or > MaxHeader || length > file.Length - SafeTensors.LengthField)
        {
            throw Damaged($"the header is said to have {length} bytes, the file has {file.Length}");
        }

        ReadOnlyMemory<byte> data = file[(SafeTensors.LengthField + (int)length)..];
        try
        {
            using JsonDocument json = JsonDocument.Parse(file.Slice(SafeTensors.LengthField, (int)length), Strict);
            return Read(json.RootElement, data);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            // What JsonElement throws for values of other kinds, for numbers too large, and for text that is not UTF-8.
            throw Damaged($"the header does not parse: {e.Message}", e);
        }
    }

    private static SafeTensors Read(JsonElement header, ReadOnlyMemory<byte> data)
    {
        var metadata = new Dictionary<string, string>();
        var tensors = new Dictionary<string, SafeTensor>();
        foreach (JsonProperty property in header.EnumerateObject())
        {
            if (property.NameEquals(SafeTensors.MetadataKey))
            {
                foreach (JsonProperty entry in property.Value.EnumerateObject())
                {
                    metadata.Add(entry.Name, entry.Value.GetString() ?? throw Damaged($"metadata '{entry.Name}' is null"));
                }
            }
            else
            {
                tensors.Add(property.Name, ReadTensor(property.Name, property.Value, data.Length));
            }
        }

        RequireThatAllIsCovered(tensors.Values, data.Length);
        return new SafeTensors(data, tensors, metadata);
    }

    private static SafeTensor ReadTensor(string name, JsonElement tensor, int available)
    {
        string? typeName = Property(name, tensor, "dtype").GetString();
        SafeTensorType type = SafeTensorType.Named(typeName) ?? throw Damaged($"tensor '{name}' is of type '{typeName}', which is not read here");
        long[] shape = [.. Property(name, tensor, "shape").EnumerateArray().Select(n => n.GetInt64())];
        long[] offsets = [.. Property(name, tensor, "data_offsets").EnumerateArray().Select(n => n.GetInt64())];
        if (offsets is not [>= 0 and var start, var end] || end < start || end > available)
        {
            throw Damaged($"tensor '{name}' lies at [{string.Join(", ", offsets)}] in {available} bytes of data");
        }

        if (checked(SafeTensors.Count(shape) * type.Size) != end - start)
        {
            throw Damaged($"tensor '{name}' of shape [{string.Join(", ", shape)}] and type {type.Name} has {end - start} bytes");
        }

        return new SafeTensor(type, shape, (int)start, (int)(end - start));
    }

    private static JsonElement Property(string name, JsonElement tensor, string property) =>
        tensor.TryGetProperty(property, out JsonElement value) ? value : throw Damaged($"tensor '{name}' has no {property}");

    private static void RequireThatAllIsCovered(IEnumerable<SafeTensor> tensors, int available)
    {
        int at = 0;
        foreach (SafeTensor tensor in tensors.OrderBy(t => t.Start).ThenBy(t => t.Length))
        {
            at = tensor.Start == at ? at + tensor.Length : throw Damaged($"there is a gap or an overlap at byte {at} of the data");
        }

        if (at != available)
        {
            throw Damaged($"the tensors cover {at} of {available} bytes of data");
        }
    }

    private static InvalidDataException Damaged(string fault, Exception? cause = null) => new($"This is no safetensors file we can read: {fault}.", cause);
}
