namespace AttentionFunctions.Train;

public enum RetrainOutcome
{
    /// <summary>The new version serves.</summary>
    Promoted,

    /// <summary>The new version is stored, the incumbent goes on serving.</summary>
    NotPromoted,

    /// <summary>Nothing was written; <see cref="RetrainReport.Gate"/> says what would have been decided.</summary>
    DryRun,

    /// <summary>Nothing was learnt: there are not enough interactions yet.</summary>
    TooLittleData,

    /// <summary>Another retrain holds the lease.</summary>
    AlreadyRunning,

    /// <summary>The lease could not be renewed, so another retrain may have started; this one stopped without promoting anything.</summary>
    LeaseLost,
}

/// <param name="Reason">The outcome in words.</param>
/// <param name="Version">Null when none was stored.</param>
/// <param name="Quality">Empty when nothing was evaluated.</param>
/// <param name="Gate">Null when it was not asked.</param>
/// <param name="Seconds">From start to end.</param>
public sealed record RetrainReport(
    RetrainOutcome Outcome, string Reason, string? Version, IReadOnlyList<ModelQuality> Quality, GateDecision? Gate, double Seconds);
