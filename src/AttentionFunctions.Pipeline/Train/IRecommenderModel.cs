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

    /// <summary>
    /// How much each event of the history adds to the item's score, before any monotone transform of the sum; what the item has without a
    /// history (popularity, a prior) belongs to no event. Serving uses it to say why.
    /// </summary>
    /// <param name="item">Index of the item.</param>
    /// <param name="perInteraction">Length of <paramref name="history"/>; overwritten.</param>
    void Contributions(ReadOnlySpan<Interaction> history, int item, Span<float> perInteraction);

    /// <summary>The same for several items, where a model can share the work.</summary>
    /// <param name="contributions">Row-major items × history; overwritten.</param>
    void Contributions(ReadOnlySpan<Interaction> history, ReadOnlySpan<int> items, Span<float> contributions)
    {
        for (var i = 0; i < items.Length; i++)
        {
            Contributions(history, items[i], contributions.Slice(i * history.Length, history.Length));
        }
    }
}
