using Xunit;

namespace AttentionFunctions.Decide;

/// <summary>Two slots, three actions, no repeats; the second slot's reward depends on the first choice.</summary>
public sealed class SlateEstimatorTests
{
    private static readonly double[] Logging = [0.5, 0.3, 0.2], Target = [0.1, 0.2, 0.7];

    [Fact]
    public void Cascade_DR_is_right_in_expectation_over_every_possible_slate_with_any_model()
    {
        double expected = All().Sum(slate => slate.Probability * SlateEstimators.CascadeDr([slate.Sample])[0]);
        Assert.Equal(Truth(), expected, 1e-12);
    }

    [Fact]
    public void RIPS_approaches_the_truth()
    {
        var random = new Random(4);
        (double Probability, SlateSample Sample)[] all = [.. All()];
        double[] cumulated = new double[all.Length];
        for (int i = 0; i < all.Length; i++) cumulated[i] = all[i].Probability + (i == 0 ? 0 : cumulated[i - 1]);
        SlateSample[] log = [.. Enumerable.Range(0, 20_000).Select(_ => all[Math.Min(all.Length - 1, ~Array.BinarySearch(cumulated, random.NextDouble()))].Sample)];
        double[] contributions = SlateEstimators.Rips(log);
        double error = Math.Sqrt(Intervals.Moments(contributions).Variance / log.Length);
        Assert.InRange(contributions.Average(), Truth() - 4 * error, Truth() + 4 * error);
    }

    private static double Truth() => Slates().Sum(slate => Probability(Target, slate) * (First(slate.A) + Second(slate.A, slate.B)));

    private static IEnumerable<(double Probability, SlateSample Sample)> All() => Slates().Select(slate =>
    {
        (int a, int b) = slate;
        double second = Rest(Target, a, b) / Rest(Logging, a, b);
        return (Probability(Logging, slate), new SlateSample(
            [Target[a] / Logging[a], second], [First(a), Second(a, b)], [Model(a), Model(a, b)],
            [Enumerable.Range(0, 3).Sum(x => Target[x] * Model(x)), Enumerable.Range(0, 3).Where(x => x != a).Sum(x => Rest(Target, a, x) * Model(a, x))]));
    });

    private static IEnumerable<(int A, int B)> Slates() => from a in Enumerable.Range(0, 3) from b in Enumerable.Range(0, 3) where a != b select (a, b);

    private static double Probability(double[] p, (int A, int B) slate) => p[slate.A] * Rest(p, slate.A, slate.B);

    private static double Rest(double[] p, int first, int then) => p[then] / (1 - p[first]);

    private static double First(int a) => 0.1 * (a + 1);

    private static double Second(int a, int b) => 0.2 * b + 0.3 * (a == 2 ? 1 : 0);

    private static double Model(int a) => 0.4 - 0.07 * a;

    private static double Model(int a, int b) => 0.25 + 0.05 * a - 0.03 * b;
}
