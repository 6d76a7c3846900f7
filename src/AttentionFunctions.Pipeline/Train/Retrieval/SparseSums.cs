using System.Collections.Concurrent;
using System.Numerics;

namespace AttentionFunctions.Train;

/// <summary>
/// Sums over few of many items, in a hash table that keeps its size for the next request: as large as the histories that were asked about made it,
/// however many items there are.
/// </summary>
/// <remarks>Taken from a pool and given back by disposing. Not safe for concurrent use.</remarks>
internal sealed class SparseSums : IDisposable
{
    /// <summary>Slots at first; always a power of two.</summary>
    private const int FewSlots = 1024;

    private static readonly ConcurrentBag<SparseSums> Idle = [];

    /// <summary>Where an item's hash put it, or in the next free place: its number among <see cref="Items"/> + 1; 0 is free.</summary>
    private int[] _slots = new int[FewSlots];
    private int[] _items = new int[FewSlots / 2];
    private float[] _values = new float[FewSlots / 2];
    private int _count;

    private SparseSums()
    {
    }

    /// <summary>Items that were added to, in order of first addition.</summary>
    public ReadOnlySpan<int> Items => _items.AsSpan(0, _count);

    /// <summary>0 for an item that nothing was added to.</summary>
    public float this[int item] => _slots[SlotOf(item)] is > 0 and var number ? _values[number - 1] : 0;

    public static SparseSums Take() => Idle.TryTake(out var idle) ? idle : new();

    public bool Has(int item) => _slots[SlotOf(item)] != 0;

    public void Add(int item, float value)
    {
        ref var slot = ref _slots[SlotOf(item)];
        if (slot != 0)
        {
            _values[slot - 1] += value;
            return;
        }

        (_items[_count], _values[_count]) = (item, value);
        slot = ++_count;
        if (_count == _items.Length)
        {
            Grow();
        }
    }

    /// <param name="item">One that was added to.</param>
    public void Replace(int item, float value) => _values[_slots[SlotOf(item)] - 1] = value;

    public void Dispose()
    {
        _slots.AsSpan().Clear();
        _count = 0;
        Idle.Add(this);
    }

    private int SlotOf(int item)
    {
        // The golden ratio spreads neighbours (Knuth, The Art of Computer Programming, volume 3, section 6.4).
        var slot = (int)((uint)item * 2_654_435_769u >> 1 + BitOperations.LeadingZeroCount((uint)_slots.Length));
        while (_slots[slot] is > 0 and var number && _items[number - 1] != item)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    private void Grow()
    {
        Array.Resize(ref _items, 2 * _items.Length);
        Array.Resize(ref _values, _items.Length);
        _slots = new int[2 * _items.Length];
        for (var i = 0; i < _count; i++)
        {
            _slots[SlotOf(_items[i])] = i + 1;
        }
    }
}
