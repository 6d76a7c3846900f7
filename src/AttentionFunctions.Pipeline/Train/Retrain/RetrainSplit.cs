using System.IO.Hashing;
using System.Text;

namespace AttentionFunctions.Train;

/// <summary>Which split a retrain evaluates on.</summary>
internal static class RetrainSplit
{
    /// <summary>With fewer cases in a slice its figures are mostly noise, and leave-last-out has more.</summary>
    private const int LeastTimeCases = 100;

    /// <summary>
    /// Scores that one model is asked for per slice: every case ranks the whole catalogue, so cases times items is what evaluating costs. A
    /// catalogue of 100,000 items is evaluated on 5,000 people, which leaves the 95 % interval of an NDCG within about ± 0.008.
    /// </summary>
    private const double MostScores = 5e8;

    private const int LeastSampledCases = 1000;

    /// <summary>
    /// By time, as in service, where both slices have enough users who came back after the cut; else leave-last-out, which every user with
    /// three items takes part in.
    /// </summary>
    public static DataSplit Of(SequenceSet set)
    {
        var split = Whole(set);
        var most = (int)Math.Min(int.MaxValue, Math.Max(LeastSampledCases, MostScores / Math.Max(1, set.ItemIds.Length)));
        return split with { Validation = Sampled(split.Validation, most), Test = Sampled(split.Test, most) };
    }

    /// <summary>The cases whose users have the smallest hashes: the same people in every retrain, so that versions are compared on equal terms.</summary>
    internal static HeldOutSlice Sampled(HeldOutSlice slice, int most) => slice.Cases.Count <= most
        ? slice
        : slice with
        {
            Cases =
            [
                .. slice.Cases.Index().OrderBy(@case => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(@case.Item.UserKey))).ThenBy(@case => @case.Index).Take(most)
                    .OrderBy(@case => @case.Index).Select(@case => @case.Item),
            ],
        };

    private static DataSplit Whole(SequenceSet set)
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
