using CsCheck;
using Xunit;

namespace AttentionFunctions.Rank;

public sealed class BestPositionsTests
{
    private static readonly float[] Extremes = [-0f, 0f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, float.PositiveInfinity];

    /// <summary>Scores with ties, of both signs, and the extremes of what a float can be.</summary>
    private static readonly Gen<float> Score = Gen.OneOf(
        Gen.Int[-5, 5].Select(value => (float)value),
        Gen.Float[-1e30f, 1e30f],
        Gen.Int[0, Extremes.Length - 1].Select(i => Extremes[i]));

    [Fact]
    public void It_keeps_what_a_stable_sort_puts_first_and_knows_what_the_next_must_beat() =>
        Gen.Select(Score.Array[0, 60], Gen.Int[0, 20]).Sample((scores, k) =>
        {
            int count = 0;
            var top = new BestPositions(new ulong[k], ref count);
            for (int position = 0; position < scores.Length; position++) top.Offer(position, scores[position]);

            (int Position, float Score)[] sorted = [.. scores.Select((score, position) => (position, score)).OrderByDescending(p => p.score).Take(k)];
            if (k > 0) Assert.Equal(sorted.Length < k ? float.NegativeInfinity : sorted[^1].Score, top.Threshold);
            var best = new (int Position, float Score)[k];
            Assert.Equal(sorted, best[..top.Drain(best)]);
            Assert.Equal(0, count);
        });
}
