using System.Buffers;
using System.Numerics;

namespace AttentionFunctions.Rank;

/// <summary>A set of positions 0 … <see cref="Length"/>−1, one bit each: what a scan may return. The words come from a pool.</summary>
/// <remarks>Not safe for concurrent writing. Bits past the length are always 0, so that a kernel may take whole words.</remarks>
internal sealed class PositionSet : IDisposable
{
    private const int WordBits = 64;

    private ulong[] _words;

    /// <param name="length">Positions there are; none of them is in the set yet.</param>
    public PositionSet(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        _words = ArrayPool<ulong>.Shared.Rent(WordCount(length));
        Words.Clear();
    }

    public int Length { get; }

    /// <summary>Position p is bit p mod 64 of word p / 64.</summary>
    public Span<ulong> Words => _words.AsSpan(0, WordCount(Length));

    public int Count
    {
        get
        {
            int count = 0;
            foreach (ulong word in Words) count += BitOperations.PopCount(word);
            return count;
        }
    }

    public bool Contains(int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)Length);
        return (_words[position / WordBits] >> (position % WordBits) & 1) != 0;
    }

    public void Add(int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)Length);
        _words[position / WordBits] |= 1UL << (position % WordBits);
    }

    public void Remove(int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)Length);
        _words[position / WordBits] &= ~(1UL << (position % WordBits));
    }

    public void AddAll()
    {
        Words.Fill(ulong.MaxValue);
        if (Length % WordBits is > 0 and int rest) Words[^1] = (1UL << rest) - 1;
    }

    /// <summary>Keeps what is in both.</summary>
    /// <param name="other">Of the same length.</param>
    public void IntersectWith(PositionSet other)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(other.Length, Length);
        Span<ulong> mine = Words;
        ReadOnlySpan<ulong> theirs = other.Words;
        for (int i = 0; i < mine.Length; i++) mine[i] &= theirs[i];
    }

    public void Dispose()
    {
        if (_words.Length > 0) ArrayPool<ulong>.Shared.Return(_words);
        _words = [];
    }

    private static int WordCount(int length) => (length + WordBits - 1) / WordBits;
}
