using System.Buffers;
using System.Collections;
using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace AttentionFunctions.Store;

/// <summary>
/// Distinct ids in their order, as UTF-8 end to end and found by hash: about 20 bytes for an id of a dozen letters, where a string in a
/// dictionary takes 100. A string is made for each that is asked for.
/// </summary>
internal sealed class IdTable : IReadOnlyList<string>
{
    /// <summary>UTF-16 units that are looked up without an array; ids of events have at most 256.</summary>
    private const int ShortId = 256;

    private const int MostBytesPerUnit = 3;

    private readonly byte[] _text;
    private readonly int[] _ends;

    /// <summary>Index + 1 where its hash put it, or in the next free place; 0 is free.</summary>
    private readonly int[] _slots;

    private IdTable(byte[] text, int[] ends)
    {
        (_text, _ends) = (text, ends);
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)(ends.Length + ends.Length / 2 + 1))];
        for (int i = 0; i < ends.Length; i++)
        {
            int slot = SlotOf(Bytes(i));
            if (_slots[slot] != 0) throw new ArgumentException($"The id '{this[i]}' is there twice.");
            _slots[slot] = i + 1;
        }
    }

    public static IdTable Empty { get; } = new([], []);

    public int Count => _ends.Length;

    public string this[int index] => Encoding.UTF8.GetString(Bytes(index));

    /// <exception cref="ArgumentException">An id is there twice.</exception>
    public static IdTable Of(IEnumerable<string> ids)
    {
        var builder = new Builder();
        foreach (string id in ids) builder.Add(id);
        return builder.Build();
    }

    /// <returns>−1 for an id that is not there.</returns>
    public int IndexOf(string id)
    {
        byte[]? rented = id.Length > ShortId ? ArrayPool<byte>.Shared.Rent(id.Length * MostBytesPerUnit) : null;
        Span<byte> bytes = rented ?? stackalloc byte[ShortId * MostBytesPerUnit];
        int index = _slots[SlotOf(bytes[..Encoding.UTF8.GetBytes(id, bytes)])] - 1;
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return index;
    }

    public IEnumerator<string> GetEnumerator()
    {
        for (int i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ReadOnlySpan<byte> Bytes(int index)
    {
        int start = index == 0 ? 0 : _ends[index - 1];
        return _text.AsSpan(start, _ends[index] - start);
    }

    /// <summary>Where the id is, or the free place where it would be. There always is one: the slots are more than the ids.</summary>
    private int SlotOf(ReadOnlySpan<byte> id)
    {
        int mask = _slots.Length - 1, slot = (int)XxHash3.HashToUInt64(id) & mask;
        while (_slots[slot] != 0 && !Bytes(_slots[slot] - 1).SequenceEqual(id)) slot = (slot + 1) & mask;
        return slot;
    }

    /// <summary>Takes ids one by one, so that they never are strings all at once.</summary>
    public sealed class Builder
    {
        private readonly List<int> _ends = [];
        private readonly ArrayBufferWriter<byte> _text = new();

        public int Count => _ends.Count;

        public void Add(string id)
        {
            Encoding.UTF8.GetBytes(id, _text);
            _ends.Add(_text.WrittenCount);
        }

        /// <exception cref="ArgumentException">An id is there twice.</exception>
        public IdTable Build()
        {
            var table = new IdTable(_text.WrittenSpan.ToArray(), CollectionsMarshal.AsSpan(_ends).ToArray());
            _text.ResetWrittenCount();
            _ends.Clear();
            return table;
        }
    }
}
