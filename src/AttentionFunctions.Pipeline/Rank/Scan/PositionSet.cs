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

    public bool IsEmpty => !Words.ContainsAnyExcept(0UL);

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

    /// <summary>Positions <paramref name="from"/> … <paramref name="from"/> + <paramref name="count"/> − 1 as a set of their own, from 0 on.</summary>
    public PositionSet Slice(int from, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)from + count, Length, nameof(count));
        var slice = new PositionSet(count);
        ReadOnlySpan<ulong> mine = Words;
        Span<ulong> words = slice.Words;
        (int first, int shift) = Math.DivRem(from, WordBits);
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = mine[first + i] >> shift;
            if (shift > 0 && first + i + 1 < mine.Length) words[i] |= mine[first + i + 1] << (WordBits - shift);
        }

        if (count % WordBits is > 0 and int rest) words[^1] &= (1UL << rest) - 1;
        return slice;
    }

    /// <summary>The inverse of <see cref="Slice"/>: the same positions, <paramref name="by"/> further, in a set of another length.</summary>
    public PositionSet Shift(int by, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)by + Length, length, nameof(by));
        var shifted = new PositionSet(length);
        ReadOnlySpan<ulong> mine = Words;
        Span<ulong> words = shifted.Words;
        (int first, int shift) = Math.DivRem(by, WordBits);
        for (int i = 0; i < mine.Length; i++)
        {
            words[first + i] |= mine[i] << shift;
            if (shift > 0 && first + i + 1 < words.Length) words[first + i + 1] |= mine[i] >> (WordBits - shift);
        }

        return shifted;
    }

    public void Dispose()
    {
        if (_words.Length > 0) ArrayPool<ulong>.Shared.Return(_words);
        _words = [];
    }

    private static int WordCount(int length) => (length + WordBits - 1) / WordBits;
}
