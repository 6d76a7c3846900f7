using System.Collections.Concurrent;

namespace AttentionFunctions.Train;

/// <summary>Sums over few of many items: dense values, and the list of those that were added to, so that clearing costs what filling did.</summary>
/// <remarks>Taken from a pool and given back by disposing. Not safe for concurrent use.</remarks>
internal sealed class SparseSums : IDisposable
{
    private static readonly ConcurrentDictionary<int, ConcurrentBag<SparseSums>> Idle = new();

    private readonly float[] _values;
    private readonly bool[] _has;
    private readonly int[] _items;
    private int _count;

    private SparseSums(int itemCount) => (_values, _has, _items) = (new float[itemCount], new bool[itemCount], new int[itemCount]);

    /// <summary>Items that were added to, in order of first addition.</summary>
    public ReadOnlySpan<int> Items => _items.AsSpan(0, _count);

    /// <summary>0 for an item that nothing was added to.</summary>
    public float this[int item] => _values[item];

    public static SparseSums Take(int itemCount) => Idle.TryGetValue(itemCount, out var bag) && bag.TryTake(out var idle) ? idle : new(itemCount);

    public bool Has(int item) => _has[item];

    public void Add(int item, float value)
    {
        if (!_has[item])
        {
            _has[item] = true;
            _items[_count++] = item;
        }

        _values[item] += value;
    }

    public void Replace(int item, float value) => _values[item] = value;

    public void Dispose()
    {
        foreach (var item in Items)
        {
            (_values[item], _has[item]) = (0, false);
        }

        _count = 0;
        Idle.GetOrAdd(_values.Length, _ => []).Add(this);
    }
}
