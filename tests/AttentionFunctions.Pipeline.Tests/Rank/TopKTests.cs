using CsCheck;
using Xunit;

namespace AttentionFunctions.Rank;

public sealed class TopKTests
{
    [Fact]
    public void It_keeps_what_a_stable_sort_puts_first() =>
        Gen.Select(Gen.Int[-5, 5].Array[0, 60], Gen.Int[0, 20]).Sample((scores, count) =>
        {
            var top = new TopK(count);
            for (int position = 0; position < scores.Length; position++) top.Offer(position, scores[position]);
            (int, float)[] sorted = [.. scores.Select((score, position) => (position, (float)score)).OrderByDescending(p => p.Item2).Take(count)];
            Assert.Equal(sorted, top.Drain());
        });

    [Fact]
    public void What_has_no_score_is_never_kept()
    {
        var top = new TopK(3);
        top.Offer(0, float.NaN);
        top.Offer(1, float.NegativeInfinity);
        top.Offer(2, -1);
        Assert.Equal([(2, -1f)], top.Drain());
    }
}
