using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace AttentionFunctions.Store;

/// <summary>Collects named tensors and writes them as one safetensors file; see <see cref="SafeTensors"/>.</summary>
public sealed class SafeTensorsWriter
{
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (SafeTensorType Type, long[] Shape, ReadOnlyMemory<byte> Data)> _tensors = [];

    public SafeTensorsWriter Metadata(string key, string value)
    {
        _metadata[key] = value;
        return this;
    }

    /// <param name="shape">Its product is the number of values; none given means one dimension.</param>
    public SafeTensorsWriter Add(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) => AddValues(name, values, shape);

    public SafeTensorsWriter Add(string name, ReadOnlySpan<Half> values, params ReadOnlySpan<long> shape) => AddValues(name, values, shape);

    public SafeTensorsWriter Add(string name, ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) => AddValues(name, values, shape);

    public SafeTensorsWriter Add(string name, ReadOnlySpan<int> values, params ReadOnlySpan<long> shape) => AddValues(name, values, shape);

    public SafeTensorsWriter Add(string name, ReadOnlySpan<byte> values, params ReadOnlySpan<long> shape) => AddValues(name, values, shape);

    /// <summary>The same tensors and metadata give the same bytes, in whatever order they were added.</summary>
    public byte[] ToBytes()
    {
        // Wide elements first: then every tensor starts at a multiple of its element size without gaps, which the format forbids.
        var ordered = _tensors.OrderByDescending(t => t.Value.Type.Size).ThenBy(t => t.Key, StringComparer.Ordinal).ToList();
        ReadOnlySpan<byte> header = Header(ordered.Select(t => (t.Key, t.Value.Type, t.Value.Shape, t.Value.Data.Length)));
        int start = (SafeTensors.LengthField + header.Length + SafeTensors.Alignment - 1) / SafeTensors.Alignment * SafeTensors.Alignment;
        byte[] file = new byte[checked(start + ordered.Sum(t => t.Value.Data.Length))];
        BinaryPrimitives.WriteInt64LittleEndian(file, start - SafeTensors.LengthField);
        file.AsSpan(SafeTensors.LengthField, start - SafeTensors.LengthField).Fill((byte)' ');
        header.CopyTo(file.AsSpan(SafeTensors.LengthField));
        int at = start;
        foreach (ReadOnlyMemory<byte> data in ordered.Select(t => t.Value.Data))
        {
            data.Span.CopyTo(file.AsSpan(at));
            at += data.Length;
        }

        return file;
    }

    private SafeTensorsWriter AddValues<T>(string name, ReadOnlySpan<T> values, ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        long[] dimensions = shape.IsEmpty ? [values.Length] : shape.ToArray();
        if (name == SafeTensors.MetadataKey || SafeTensors.Count(dimensions) != values.Length)
        {
            throw new ArgumentException($"'{name}' with shape [{string.Join(", ", dimensions)}] cannot hold {values.Length} values.", nameof(shape));
        }

        if (!_tensors.TryAdd(name, (SafeTensorType.Of<T>(), dimensions, MemoryMarshal.AsBytes(values).ToArray())))
        {
            throw new ArgumentException($"There already is a tensor '{name}'.", nameof(name));
        }

        return this;
    }

    private ReadOnlySpan<byte> Header(IEnumerable<(string Name, SafeTensorType Type, long[] Shape, int Length)> tensors)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        if (_metadata.Count > 0)
        {
            json.WriteStartObject(SafeTensors.MetadataKey);
            foreach ((string key, string value) in _metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        long at = 0;
        foreach ((string name, SafeTensorType type, long[] shape, int length) in tensors)
        {
            json.WriteStartObject(name);
            json.WriteString("dtype", type.Name);
            WriteNumbers(json, "shape", shape);
            WriteNumbers(json, "data_offsets", [at, at += length]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
