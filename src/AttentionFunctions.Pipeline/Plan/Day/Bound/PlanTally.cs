namespace AttentionFunctions.Plan;

/// <summary>
/// How much of each item has been done, in one number of 128 bits: 1 bit for what is done at once, as many as its slots need for what is done
/// in parts.
/// </summary>
internal sealed class PlanTally
{
    private readonly int[] _shift, _whole;
    private readonly int[] _slots;
    private readonly int _bits;

    /// <param name="places">Items that have none take no bits.</param>
    public PlanTally(PlanProblem problem, IEnumerable<Chunk> places)
    {
        _shift = new int[problem.Items.Length];
        _whole = [.. problem.Items.Select(item => item.IsSplit ? item.Slots : 1)];
        _slots = [.. problem.Items.Select(item => item.Slots)];
        Array.Fill(_shift, -1);
        foreach (Chunk place in places)
        {
            if (_shift[place.Item] >= 0) continue;
            _shift[place.Item] = _bits;
            _bits += Width(place.Item);
        }
    }

    /// <summary>False: there are too many items, and nothing can be counted.</summary>
    public bool IsEnough => _bits <= 128;

    /// <summary>Slots of what is done in parts, else 0 or 1.</summary>
    public int Of(UInt128 done, int item) => _shift[item] < 0 ? 0 : (int)(uint)(done >> _shift[item]) & ((1 << Width(item)) - 1);

    public bool IsFinished(UInt128 done, int item) => Of(done, item) == _whole[item];

    public int SlotsOf(UInt128 done, int item) => IsFinished(done, item) ? _slots[item] : Of(done, item);

    /// <summary>False where more would be done than there is to do.</summary>
    public bool TryAdd(ref UInt128 done, Chunk place, out bool isFinished)
    {
        int now = Of(done, place.Item) + (_whole[place.Item] > 1 ? place.Length : 1);
        isFinished = now == _whole[place.Item];
        if (now > _whole[place.Item]) return false;
        done += (UInt128)(_whole[place.Item] > 1 ? place.Length : 1) << _shift[place.Item];
        return true;
    }

    private int Width(int item) => 32 - int.LeadingZeroCount(_whole[item]);
}
