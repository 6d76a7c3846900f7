using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionFunctions.Store;

/// <summary>
/// Named tensors in one buffer, in the safetensors format (https://huggingface.co/docs/safetensors): the header's length in 8 bytes,
/// a JSON header, and the data without gaps.
/// </summary>
public sealed class SafeTensors
{
    internal const string MetadataKey = "__metadata__";
    internal const int LengthField = sizeof(long);

    /// <summary>Where the data starts, in a file of ours: a cache line, for readers that map the file.</summary>
    internal const int Alignment = 64;

    private readonly ReadOnlyMemory<byte> _data;
    private readonly FrozenDictionary<string, SafeTensor> _tensors;

    internal SafeTensors(ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        _data = data;
        _tensors = tensors.ToFrozenDictionary();
        Metadata = metadata;
    }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    public IReadOnlyCollection<string> Names => _tensors.Keys;

    /// <summary>Checks the whole header, and keeps the file's bytes, which must not change any more.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of an element type that is not read here.</exception>
    public static SafeTensors Parse(ReadOnlyMemory<byte> file) => SafeTensorsHeader.Parse(file);

    public bool Contains(string name) => _tensors.ContainsKey(name);

    public IReadOnlyList<long> Shape(string name) => Find(name).Shape;

    public ReadOnlySpan<float> Floats(string name) => Values<float>(name);

    public ReadOnlySpan<Half> Halves(string name) => Values<Half>(name);

    public ReadOnlySpan<long> Longs(string name) => Values<long>(name);

    public ReadOnlySpan<int> Ints(string name) => Values<int>(name);

    public ReadOnlySpan<byte> Bytes(string name) => Values<byte>(name);

    /// <summary>As <see cref="Ints"/>, and the file's bytes live as long as these are referred to.</summary>
    public ReadOnlyMemory<int> IntsInPlace(string name) => InPlace(name, Ints(name));

    public ReadOnlyMemory<float> FloatsInPlace(string name) => InPlace(name, Floats(name));

    /// <summary>The file's own bytes of a tensor, whatever its type.</summary>
    public ReadOnlyMemory<byte> Memory(string name) => Find(name) is var tensor ? _data.Slice(tensor.Start, tensor.Length) : default;

    /// <summary>The number of values of a shape; throws where it does not fit 64 bits.</summary>
    internal static long Count(ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (long dimension in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(shape));
            count = checked(count * dimension);
        }

        return count;
    }

    private ReadOnlyMemory<T> InPlace<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged =>
        IsAligned<T>(Memory(name).Span) ? ValuesInPlace<T>.Of(Memory(name)) : values.ToArray();

    /// <summary>A view of the file's bytes; a copy only where a foreign file keeps them off the element's alignment.</summary>
    private ReadOnlySpan<T> Values<T>(string name)
        where T : unmanaged
    {
        SafeTensor tensor = Find(name);
        if (tensor.Type != SafeTensorType.Of<T>())
        {
            throw new InvalidDataException($"Tensor '{name}' holds {tensor.Type.Name}, not {SafeTensorType.Of<T>().Name}.");
        }

        ReadOnlySpan<byte> bytes = _data.Span.Slice(tensor.Start, tensor.Length);
        return IsAligned<T>(bytes) ? MemoryMarshal.Cast<byte, T>(bytes) : Copy<T>(bytes);
    }

    /// <summary>Arrays are only ever moved by multiples of 8 bytes, so the answer stays true.</summary>
    private static unsafe bool IsAligned<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged =>
        (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes)) % (nuint)sizeof(T) == 0;

    private static T[] Copy<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged
    {
        var values = new T[bytes.Length / Unsafe.SizeOf<T>()];
        bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private SafeTensor Find(string name) =>
        _tensors.TryGetValue(name, out SafeTensor? tensor) ? tensor : throw new InvalidDataException($"There is no tensor '{name}'.");
}

/// <param name="Start">First byte, from the start of the data.</param>
/// <param name="Length">Bytes.</param>
internal sealed record SafeTensor(SafeTensorType Type, long[] Shape, int Start, int Length);
