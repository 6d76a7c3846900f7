namespace AttentionFunctions.Train;

/// <summary>The same score for everybody: attention an item got, decayed by age.</summary>
/// <param name="attention">Decayed weight per item.</param>
/// <param name="counts">Interactions per item, not decayed: the baseline of novelty, and the prior of other models.</param>
public sealed class PopularityModel(float[] attention, int[] counts) : IRetrievalModel
{
    public string Name => "Popularity";

    public int ItemCount => attention.Length;

    public ReadOnlySpan<int> Counts => counts;

    int IRetrievalModel.Dimension => 0;

    ReadOnlySpan<float> IRetrievalModel.Factors => [];

    ReadOnlySpan<float> IRetrievalModel.Priors => attention;

    internal ReadOnlySpan<float> Attention => attention;

    public static PopularityModel Fit(SequenceSet set, PopularityOptions options)
    {
        OptionRanges.Check(options);
        var sums = new double[set.ItemIds.Length];
        var counts = new int[set.ItemIds.Length];
        var newest = SequenceTimes.Newest(set);
        var decays = SequenceTimes.AreReal(set);
        var halfLifeMs = TimeSpan.FromDays(options.HalfLifeDays).TotalMilliseconds;
        foreach (var user in set.Users)
        {
            foreach (var interaction in user.Interactions)
            {
                var decay = decays ? Math.Pow(0.5, (newest - interaction.TimeMs) / halfLifeMs) : 1;
                sums[interaction.Item] += Math.Max(interaction.Weight, options.WeightFloor) * decay;
                counts[interaction.Item]++;
            }
        }

        return new([.. sums.Select(sum => (float)sum)], counts);
    }

    public void Score(ReadOnlySpan<Interaction> history, Span<float> scores) => attention.CopyTo(scores);

    IRetrievalQuery IRetrievalModel.Ask(ReadOnlyMemory<Interaction> history) => PriorQuery.Instance;
}
