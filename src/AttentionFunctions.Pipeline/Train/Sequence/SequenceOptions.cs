using System.ComponentModel.DataAnnotations;

namespace AttentionFunctions.Train;

/// <summary>
/// What the sequence model may cost. Its size, its length and how long it learns follow from this and from the data: see
/// <see cref="SequencePlan.For"/>.
/// </summary>
public sealed record SequenceOptions
{
    /// <summary>
    /// Computing time of one training, in core-minutes of a core that keeps up 80 billion operations a second (measured on AMD Zen 4); 0 to
    /// 10,000. 0 leaves the sequence model out. The default is seven and a half minutes on two cores.
    /// </summary>
    [Range(0, 10_000)]
    public double CoreMinutes { get; init; } = 15;

    /// <summary>Memory that training may take beside the data, in megabytes; 64 to 65,536.</summary>
    [Range(64, 65_536)]
    public int MemoryMegabytes { get; init; } = 600;

    /// <summary>
    /// Whether an epoch shows each item in one of its wordings, drawn anew, instead of their mean. Off: it was no better with good paraphrases, and
    /// worse with doubtful ones (docs/BENCHMARKS.md). Memory grows by all the wordings.
    /// </summary>
    public bool DrawsWordings { get; init; }

    /// <summary>Threads; 0 for one per core. The result does not depend on it.</summary>
    [Range(0, 256)]
    public int Threads { get; init; }
}
