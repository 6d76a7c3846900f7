using CsCheck;
using Xunit;

namespace AttentionFunctions.Economy;

public sealed class ConcentrationTests
{
    private static readonly Gen<double[]> Amounts = Gen.Double[0, 1000].Array[1, 60].Where(amounts => amounts.Sum() > 0);

    [Fact]
    public void Known_distributions_have_their_known_figures()
    {
        Concentration even = Concentration.Of([3, 3, 3, 3]);
        Assert.Equal((0.0, 0.25, 4.0, 4.0), (Math.Round(even.Gini, 12), even.Hhi, even.EffectiveNumber, Math.Round(even.EffectiveNumberByEntropy, 12)));

        // One of n holds everything: Gini (n − 1)/n.
        Concentration one = Concentration.Of([0, 0, 0, 7]);
        Assert.Equal((0.75, 1.0, 1.0, 0.0, 1.0), (one.Gini, one.Hhi, one.EffectiveNumber, one.Entropy, one.TopTenthShare));

        // Σ(2i − 5)x = −3 − 2 + 3 + 12 = 10, n·Σx = 40.
        Assert.Equal(0.25, Concentration.Of([4, 1, 3, 2]).Gini, 12);
        Assert.Equal(Math.Log(2), Concentration.Of([1, 1]).Entropy, 12);
    }

    [Fact]
    public void Nothing_to_share_is_no_concentration() => Assert.Equal((3, 0.0, 0), (
        Concentration.Of([0, 0, 0]).Holders, Concentration.Of([0, 0, 0]).Gini, Concentration.Of([]).Lorenz.Count));

    [Fact]
    public void Gini_does_not_depend_on_the_unit_or_on_who_is_who() => Gen.Select(Amounts, Gen.Double[0.001, 1000], Gen.Int[0, 1000]).Sample((amounts, unit, seed) =>
    {
        double[] scaled = [.. amounts.Select(amount => amount * unit)];
        new Random(seed).Shuffle(scaled);
        Assert.Equal(Concentration.Of(amounts).Gini, Concentration.Of(scaled).Gini, 9);
    });

    [Fact]
    public void Two_copies_of_a_population_are_as_unequal_as_one() => Amounts.Sample(amounts =>
        Assert.Equal(Concentration.Of(amounts).Gini, Concentration.Of([.. amounts, .. amounts]).Gini, 9));

    [Fact]
    public void Taking_from_the_rich_makes_it_more_even() => Amounts.Where(amounts => amounts.Max() - amounts.Min() > 1).Sample(amounts =>
    {
        double[] after = [.. amounts];
        int rich = Array.IndexOf(after, after.Max()), poor = Array.IndexOf(after, after.Min());
        double transfer = (after[rich] - after[poor]) / 4;
        after[rich] -= transfer;
        after[poor] += transfer;
        Concentration was = Concentration.Of(amounts), now = Concentration.Of(after);
        Assert.True(now.Gini < was.Gini && now.Hhi < was.Hhi && now.Entropy > was.Entropy);
    });

    [Fact]
    public void The_Lorenz_curve_is_convex_below_the_diagonal_and_twice_its_distance_is_the_Gini() => Amounts.Sample(amounts =>
    {
        Concentration measured = Concentration.Of(amounts);
        IReadOnlyList<double> curve = measured.Lorenz;
        Assert.Equal(0, curve[0], 12);
        Assert.Equal(1, curve[^1], 9);
        for (int i = 1; i < curve.Count; i++) Assert.True(curve[i] <= ((double)i / (curve.Count - 1)) + 1e-9);
        for (int i = 2; i < curve.Count; i++) Assert.True(curve[i] - curve[i - 1] >= curve[i - 1] - curve[i - 2] - 1e-9);

        // The trapezoids of a convex curve lie above it, by less than one step.
        double area = curve.Skip(1).Zip(curve, (right, left) => (left + right) / 2 / (curve.Count - 1)).Sum();
        Assert.InRange(measured.Gini, (1 - (2 * area)) - 1e-9, 1 - (2 * area) + (1.0 / (curve.Count - 1)));
    });

    [Fact]
    public void Effective_numbers_lie_between_one_and_all_in_the_order_of_Hill() => Amounts.Sample(amounts =>
    {
        Concentration measured = Concentration.Of(amounts);
        Assert.InRange(measured.EffectiveNumber, 1 - 1e-9, measured.EffectiveNumberByEntropy + 1e-9);
        Assert.InRange(measured.EffectiveNumberByEntropy, 1 - 1e-9, amounts.Length + 1e-9);
        Assert.InRange(measured.Gini, -1e-12, 1 - (1.0 / amounts.Length) + 1e-9);
    });
}
