using CsCheck;
using Xunit;

namespace AttentionFunctions.Rank;

public sealed class MarginalGainTests
{
    private const int Dimension = 6;

    private static readonly Gen<(float[] Scores, float[] Vectors, double Strength)> Cases =
        from count in Gen.Int[2, 9]
        from scores in Gen.Float[-2, 4].Array[count]
        from vectors in Gen.Float[-1, 1].Array[count * Dimension]
        from strength in Gen.Double[0.05, 0.95]
        select (scores, Unit(vectors), strength);

    [Fact]
    public void MMR_is_relevance_less_the_largest_likeness() => Cases.Sample(sample =>
    {
        List<int> chosen = Greedy(sample, DiversityMethod.Mmr);
        float lowest = sample.Scores.Min(), range = sample.Scores.Max() - lowest;
        TakesTheBest(chosen, (i, before) =>
            (1 - sample.Strength) * (sample.Scores[i] - lowest) / (range > 0 ? range : 1)
            - sample.Strength * (before.Count == 0 ? 0 : before.Max(j => Cosine(sample.Vectors, i, j))));
    });

    /// <summary>Every step takes the item after which the determinant of the kernel of what was taken is largest.</summary>
    [Fact]
    public void DPP_takes_the_largest_determinant() => Cases.Sample(sample =>
    {
        List<int> chosen = Greedy(sample, DiversityMethod.Dpp)[..Math.Min(4, sample.Scores.Length)];
        TakesTheBest(chosen, (i, before) => Math.Log(Math.Max(1e-5, Determinant(Kernel(sample, [.. before, i])))));
    }, iter: 200);

    [Fact]
    public void A_copy_comes_after_everything_else()
    {
        float[] vectors = [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0];
        foreach (DiversityMethod method in Enum.GetValues<DiversityMethod>())
            Assert.Equal([0, 2, 1], Greedy(([3, 2.9f, 1], vectors, 0.8), method));
    }

    [Fact]
    public void Further_items_of_a_creator_keep_what_the_formula_says()
    {
        Candidate[] candidates = [new(0, 2, CandidateSource.Model), new(1, 2, CandidateSource.Model), new(2, 1.9f, CandidateSource.Model), new(3, 1.8f, CandidateSource.Model)];
        var gain = MarginalGain.For(
            candidates, new DiversityOptions { Strength = 0, CreatorDecay = 0.5, CreatorFloor = 0.25 }, i => i < 3 ? "ann" : null, () => throw new InvalidOperationException());

        gain.Take(0);
        Assert.Equal(2 + Math.Log(0.75 * 0.5 + 0.25), gain.Of(1), 1e-9);
        gain.Take(1);
        Assert.Equal(1.9f + Math.Log(0.75 * 0.25 + 0.25), gain.Of(2), 1e-9);
        Assert.Equal(1.8f, gain.Of(3));
    }

    /// <summary>No other candidate would have been worth more at its step, but for rounding: equal ones may come in any order.</summary>
    private static void TakesTheBest(List<int> chosen, Func<int, List<int>, double> value)
    {
        for (int step = 0; step < chosen.Count; step++)
        {
            List<int> before = chosen[..step];
            double best = Enumerable.Range(0, chosen.Max() + 1).Except(before).Max(i => value(i, before));
            Assert.Equal(best, value(chosen[step], before), 1e-3);
        }
    }

    private static List<int> Greedy((float[] Scores, float[] Vectors, double Strength) sample, DiversityMethod method)
    {
        Candidate[] candidates = [.. sample.Scores.Select((score, i) => new Candidate(i, score, CandidateSource.Model))];
        var gain = MarginalGain.For(
            candidates, new DiversityOptions { Method = method, Strength = sample.Strength }, _ => null, () => new CandidateVectors(sample.Vectors, Dimension));
        List<int> chosen = [];
        while (chosen.Count < candidates.Length)
        {
            int best = Enumerable.Range(0, candidates.Length).Except(chosen).MaxBy(gain.Of);
            gain.Take(best);
            chosen.Add(best);
        }

        return chosen;
    }

    private static double[,] Kernel((float[] Scores, float[] Vectors, double Strength) sample, IReadOnlyList<int> items)
    {
        float lowest = sample.Scores.Min(), range = sample.Scores.Max() - lowest;
        double alpha = (1 - sample.Strength) / sample.Strength;
        double Quality(int i) => Math.Exp(alpha * (sample.Scores[i] - lowest) / (range > 0 ? range : 1));
        var kernel = new double[items.Count, items.Count];
        for (int i = 0; i < items.Count; i++)
            for (int j = 0; j < items.Count; j++)
                kernel[i, j] = Quality(items[i]) * Quality(items[j]) * (i == j ? 1 : Cosine(sample.Vectors, items[i], items[j]));
        return kernel;
    }

    private static double Determinant(double[,] m)
    {
        int n = m.GetLength(0);
        if (n == 1) return m[0, 0];
        double sum = 0;
        for (int column = 0; column < n; column++)
        {
            var minor = new double[n - 1, n - 1];
            for (int i = 1; i < n; i++)
                for (int j = 0, k = 0; j < n; j++)
                    if (j != column) minor[i - 1, k++] = m[i, j];
            sum += (column % 2 == 0 ? 1 : -1) * m[0, column] * Determinant(minor);
        }

        return sum;
    }

    private static float Cosine(float[] vectors, int one, int other) =>
        Enumerable.Range(0, Dimension).Sum(d => vectors[one * Dimension + d] * vectors[other * Dimension + d]);

    private static float[] Unit(float[] vectors)
    {
        for (int i = 0; i < vectors.Length; i += Dimension)
        {
            float length = MathF.Sqrt(vectors.AsSpan(i, Dimension).ToArray().Sum(x => x * x));
            for (int d = 0; d < Dimension; d++) vectors[i + d] = length > 0 ? vectors[i + d] / length : d == 0 ? 1 : 0;
        }

        return vectors;
    }
}
