namespace AttentionFunctions.Train;

public sealed record RetrainRequest
{
    /// <summary>True: evaluate and ask the gate, but write nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>The same seed on the same log gives the same model, bit by bit.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>True: the sequence model begins anew instead of going on from the version that serves.</summary>
    public bool Full { get; init; }

    /// <summary>True: promote whatever the gate says; the history says so.</summary>
    public bool Force { get; init; }
}

/// <param name="Step">For people.</param>
public sealed record RetrainProgress(string Step);
