using CsCheck;
using Xunit;

namespace AttentionFunctions.Train;

public sealed class MarkovTests
{
    [Fact]
    public void Counts_are_what_a_naive_count_gives() => (from set in Sequences.Small
                                                          from window in Gen.Int[1, 6]
                                                          from weighted in Gen.Bool
                                                          select (set, window, weighted)).Sample(sample =>
   {
       var (set, window, weighted) = sample;
       var expected = new double[set.ItemIds.Length, set.ItemIds.Length];
       foreach (var user in set.Users)
       {
           for (var i = 0; i < user.Interactions.Length; i++)
           {
               for (var j = i + 1; j < user.Interactions.Length && j - i <= window; j++)
               {
                   if (user.Interactions[i].Item != user.Interactions[j].Item)
                   {
                       expected[user.Interactions[i].Item, user.Interactions[j].Item] += weighted ? 1.0 / (j - i) : 1;
                   }
               }
           }
       }

       var counts = TransitionCounts.Fit(set, new() { Window = window, WeightByDistance = weighted });
       for (var i = 0; i < set.ItemIds.Length; i++)
       {
           Assert.Equal(Enumerable.Range(0, set.ItemIds.Length).Sum(j => expected[i, j]), counts.RowSum(i), 1e-4);
           for (var j = 0; j < set.ItemIds.Length; j++)
           {
               Assert.Equal(expected[i, j], counts.Count(i, j), 1e-4);
           }
       }
   });

    [Fact]
    public void A_row_keeps_its_heaviest_successors_and_its_whole_sum()
    {
        // Item 0 is followed by item n, n times, for n = 1 … 20.
        var users = Enumerable.Range(1, 20).SelectMany(n => Enumerable.Repeat(new[] { 0, n }, n)).ToArray();

        var counts = TransitionCounts.Fit(Sequences.Of(21, users), new() { MaxSuccessors = 8 });

        Assert.Equal([13, 14, 15, 16, 17, 18, 19, 20], counts.SuccessorsOf(0).ToArray());
        Assert.Equal(210, counts.RowSum(0));
    }

    [Fact]
    public void What_never_followed_ranks_by_popularity()
    {
        var set = Sequences.Of(4, [0, 1], [2, 3], [2, 3], [2]);
        var popularity = PopularityModel.Fit(set, new());
        var model = new SmoothedMarkovModel(TransitionCounts.Fit(set, new()), popularity.Counts, new());
        var scores = new float[4];

        model.Score(Sequences.Events(0), scores);

        Assert.True(scores[1] > scores[2] && scores[2] > scores[3] && scores[3] > scores[0]);
    }
}
