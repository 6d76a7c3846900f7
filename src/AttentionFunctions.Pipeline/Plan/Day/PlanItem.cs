namespace AttentionFunctions.Plan;

/// <summary>A task, one day's turn of a habit, or a thing to consume, in slots and points.</summary>
internal sealed class PlanItem
{
    public required string Id { get; init; }

    public required BlockKind Kind { get; init; }

    public string? Title { get; init; }

    public string? Category { get; init; }

    /// <summary>Effort in slots; a sum of parts from <see cref="Least"/> to <see cref="Most"/>.</summary>
    public required int Slots { get; init; }

    public required int Least { get; init; }

    public required int Most { get; init; }

    public required double Depth { get; init; }

    /// <summary>Worth of an hour: priority × value × urgency.</summary>
    public required double Weight { get; init; }

    /// <summary>First slot that ends after the due date; the number of slots when it is not due within the plan.</summary>
    public required int Due { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public required bool IsHard { get; init; }

    public bool IsRest { get; init; }

    /// <summary>Items of the same problem that must be finished before.</summary>
    public IReadOnlyList<int> After { get; init; } = [];

    /// <summary>Where it may lie, appointments apart.</summary>
    public required bool[] Allowed { get; init; }

    /// <summary>Points for holding a slot: expected progress × weight, and what the last plan adds.</summary>
    public required long[] Gain { get; init; }

    /// <summary>Points for being finished.</summary>
    public required long Finish { get; init; }

    public bool IsSplit => Least < Slots;

    public bool IsDeep => Depth >= 0.5;

    /// <summary>The least sum of parts that holds <paramref name="slots"/>: k parts of least to most, for some k.</summary>
    public static int Representable(int slots, int least, int most)
    {
        int parts = (slots + most - 1) / most;
        return Math.Max(slots, parts * least);
    }

    /// <summary>Whether what is left can still be cut into parts.</summary>
    public bool CanLeave(int slots) => slots == 0 || Representable(slots, Least, Most) == slots;
}
