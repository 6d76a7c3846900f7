namespace AttentionFunctions.Train;

/// <summary>
/// Sequences laid end to end, without padding. Token i reads <see cref="Items"/>[i] with its features and is asked for
/// <see cref="Targets"/>[i]. Reused from step to step.
/// </summary>
internal sealed class SequenceBatch(int capacity)
{
    public const int NoTarget = -1;

    public int[] Items { get; } = new int[capacity];

    public EventFeatures[] Features { get; } = new EventFeatures[capacity];

    /// <summary>Place in the position table: the newest event of a sequence has the last.</summary>
    public int[] Positions { get; } = new int[capacity];

    /// <summary><see cref="NoTarget"/> where nothing is to be learnt.</summary>
    public int[] Targets { get; } = new int[capacity];

    /// <summary>What an error at the token costs, 0 or more.</summary>
    public float[] Costs { get; } = new float[capacity];

    /// <summary>First token of each sequence, and one more: where the last one ends.</summary>
    public List<int> Starts { get; } = [0];

    public int Capacity => capacity;

    public int Tokens => Starts[^1];

    public int Sequences => Starts.Count - 1;

    public void Clear()
    {
        Starts.Clear();
        Starts.Add(0);
    }
}
