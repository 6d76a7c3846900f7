namespace AttentionFunctions.Train;

/// <summary>
/// The plain item–item Markov chain: what share of the items within a window after the last item was this one? The baseline that every
/// sequential model has to beat; <see cref="SmoothedMarkovModel"/> is the one that is served.
/// </summary>
/// <param name="transitions">Counted without weighing by distance.</param>
public sealed class MarkovModel(TransitionCounts transitions) : IRecommenderModel
{
    public string Name => "Markov";

    public int ItemCount => transitions.ItemCount;

    /// <param name="options">All but <see cref="MarkovOptions.WeightByDistance"/>, which is off here.</param>
    public static MarkovModel Fit(SequenceSet set, MarkovOptions options, CancellationToken cancel = default) =>
        new(TransitionCounts.Fit(set, options with { WeightByDistance = false }, cancel));

    public void Score(ReadOnlySpan<Interaction> history, Span<float> scores)
    {
        scores.Clear();
        if (history.IsEmpty)
        {
            return;
        }

        var last = history[^1].Item;
        var successors = transitions.SuccessorsOf(last);
        var counts = transitions.CountsOf(last);
        for (var i = 0; i < successors.Length; i++)
        {
            scores[successors[i]] = counts[i] / transitions.RowSum(last);
        }
    }
}
