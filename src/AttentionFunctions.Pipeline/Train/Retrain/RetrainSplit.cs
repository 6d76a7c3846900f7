namespace AttentionFunctions.Train;

/// <summary>Which split a retrain evaluates on.</summary>
internal static class RetrainSplit
{
    /// <summary>With fewer cases in a slice its figures are mostly noise, and leave-last-out has more.</summary>
    private const int LeastTimeCases = 100;

    /// <summary>
    /// By time, as in service, where both slices have enough users who came back after the cut; else leave-last-out, which every user with
    /// three items takes part in.
    /// </summary>
    public static DataSplit Of(SequenceSet set)
    {
        if (SequenceTimes.AreReal(set))
        {
            var byTime = Splits.ByTime(set);
            if (Math.Min(byTime.Validation.Cases.Count, byTime.Test.Cases.Count) >= LeastTimeCases)
            {
                return byTime;
            }
        }

        return Splits.LeaveLastOut(set);
    }
}
