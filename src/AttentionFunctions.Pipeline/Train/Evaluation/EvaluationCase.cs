namespace AttentionFunctions.Train;

/// <summary>One question of an evaluation: what comes after this history?</summary>
/// <param name="UserKey">Whose history; cases of two models are paired by it.</param>
/// <param name="History">In order of time, newest last, not empty.</param>
/// <param name="Target">Index of the item that came next.</param>
/// <param name="TargetTimeMs">When it came, see <see cref="Interaction.TimeMs"/>.</param>
public sealed record EvaluationCase(string UserKey, ReadOnlyMemory<Interaction> History, int Target, long TargetTimeMs)
{
    /// <summary>Everything new that came within the slice, <see cref="Target"/> first; only recall looks further than that one.</summary>
    public IReadOnlyList<int> AllTargets { get; init; } = [Target];
}

/// <param name="Train">What the models may learn from: nothing at or after any case's target.</param>
/// <param name="Cases">At most one per user, in the order of users.</param>
public sealed record HeldOutSlice(SequenceSet Train, IReadOnlyList<EvaluationCase> Cases);

/// <param name="Validation">Options and blend weights are chosen on this slice only.</param>
/// <param name="Test">Newer than the validation slice; it is only ever reported, and decides the gate.</param>
/// <param name="Kind">As the manifest names it, <c>leave-last-out</c> or <c>time</c>.</param>
public sealed record DataSplit(string Kind, HeldOutSlice Validation, HeldOutSlice Test);
