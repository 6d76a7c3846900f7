namespace AttentionFunctions.Train;

/// <summary>What share each event has in the mean of a history.</summary>
internal readonly record struct HistoryShares(RelativeWeight Weight, ContentOptions Options)
{
    /// <param name="shares">Length of <paramref name="history"/>; adds up to 1, or is empty.</param>
    public void Of(ReadOnlySpan<Interaction> history, Span<float> shares)
    {
        shares.Clear();
        var first = Math.Max(0, history.Length - Options.LastEvents);
        double decay = 1, sum = 0;
        for (var i = history.Length - 1; i >= first; i--, decay *= Options.Decay)
        {
            shares[i] = (float)(Weight.Of(history[i].Weight) * decay);
            sum += shares[i];
        }

        for (var i = first; i < history.Length; i++)
        {
            shares[i] = (float)(shares[i] / sum);
        }
    }
}
