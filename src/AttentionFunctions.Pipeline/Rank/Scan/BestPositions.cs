using System.Runtime.CompilerServices;

namespace AttentionFunctions.Rank;

/// <summary>
/// The k best of a stream of scored positions, exactly, ties to the lower position: a min-heap in memory that the caller brings. Score and
/// position are one number whose order is the order of results, so that a comparison is one instruction and never a tie.
/// </summary>
/// <param name="keys">As long as k.</param>
/// <param name="count">How many of them are in use; 0 at first.</param>
internal readonly ref struct BestPositions(Span<ulong> keys, ref int count)
{
    private readonly Span<ulong> _keys = keys;
    private readonly ref int _count = ref count;

    public bool Full => _count == _keys.Length;

    /// <summary>What a newcomer must at least have; −∞ while there is room.</summary>
    public float Threshold => _count < _keys.Length ? float.NegativeInfinity : ScoreOf(_keys[0]);

    /// <param name="score">Not NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Offer(int position, float score)
    {
        ulong key = KeyOf(position, score);
        if (_count == _keys.Length)
        {
            if (_count > 0 && key > _keys[0]) Sink(0, key);
        }
        else
        {
            Rise(_count++, key);
        }
    }

    /// <summary>Best first; empties the heap.</summary>
    /// <returns>How many.</returns>
    public int Drain(Span<(int Position, float Score)> best)
    {
        int found = _count;
        while (_count > 0)
        {
            ulong worst = _keys[0];
            ulong last = _keys[--_count];
            if (_count > 0) Sink(0, last);
            best[_count] = (PositionOf(worst), ScoreOf(worst));
        }

        return found;
    }

    private void Rise(int at, ulong key)
    {
        while (at > 0 && _keys[(at - 1) / 2] > key)
        {
            _keys[at] = _keys[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _keys[at] = key;
    }

    private void Sink(int at, ulong key)
    {
        Span<ulong> keys = _keys[.._count];
        while (2 * at + 1 < keys.Length)
        {
            int child = 2 * at + 1;
            if (child + 1 < keys.Length && keys[child + 1] < keys[child]) child++;
            if (keys[child] >= key) break;
            keys[at] = keys[child];
            at = child;
        }

        keys[at] = key;
    }

    /// <summary>
    /// High half: the bits of the score, negative ones inverted and positive ones with their sign set, which orders them as unsigned numbers;
    /// −0 becomes 0 first, as the two are equal. Low half: the position, inverted, so that a lower one is better.
    /// </summary>
    private static ulong KeyOf(int position, float score)
    {
        int bits = BitConverter.SingleToInt32Bits(score + 0f);
        uint ordered = (uint)(bits ^ ((bits >> 31) | int.MinValue));
        return (ulong)ordered << 32 | (uint)~position;
    }

    private static int PositionOf(ulong key) => ~(int)(uint)key;

    private static float ScoreOf(ulong key)
    {
        int ordered = (int)(key >> 32);
        return BitConverter.Int32BitsToSingle(ordered ^ (~(ordered >> 31) | int.MinValue));
    }
}
