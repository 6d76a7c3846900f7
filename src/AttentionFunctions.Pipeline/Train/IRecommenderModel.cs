namespace AttentionFunctions.Train;

/// <summary>
/// Scores every item of the catalogue for one history. Implementations are immutable once fitted, safe to call from several threads, and
/// allocate nothing per call (scratch comes from pools).
/// </summary>
public interface IRecommenderModel
{
    /// <summary>As tables and manifests show it, for example <c>iALS</c>.</summary>
    string Name { get; }

    int ItemCount { get; }

    /// <summary>One raw score per item, larger is better, never NaN. Items already seen are scored like any other.</summary>
    /// <param name="history">In order of time, newest last; may be empty.</param>
    /// <param name="scores">Length <see cref="ItemCount"/>; overwritten.</param>
    void Score(ReadOnlySpan<Interaction> history, Span<float> scores);
}
