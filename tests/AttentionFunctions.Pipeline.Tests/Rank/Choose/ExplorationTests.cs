using AttentionFunctions.Profiles;
using Xunit;

namespace AttentionFunctions.Rank;

public sealed class ExplorationTests
{
    private const int Draws = 20_000;

    /// <summary>Two of them new.</summary>
    private static readonly Candidate[] Candidates =
    [
        new(0, 3, CandidateSource.Model), new(1, 2, CandidateSource.Model), new(2, 1, CandidateSource.Fresh), new(3, 0, CandidateSource.Trending), new(4, -1, CandidateSource.Fresh),
    ];

    private static readonly ExplorationOptions Exploration = new() { Share = 0.2, FreshShare = 0.1 };

    [Fact]
    public void Items_come_as_often_as_their_propensities_say()
    {
        var shown = new int[Candidates.Length];
        var propensities = new double[Candidates.Length];
        for (int seed = 0; seed < Draws; seed++)
        {
            Chosen first = Choose(1, seed)[0];
            shown[first.Candidate]++;
            propensities[first.Candidate] = first.Propensity!.Value;
        }

        // 0.7 + 0.2 / 5 for the best, 0.2 / 5 + 0.1 / 2 for a new one, 0.2 / 5 for others.
        Assert.Equal([0.74, 0.04, 0.09, 0.04, 0.09], propensities.Select(p => Math.Round(p, 12)));
        Assert.Equal(1, propensities.Sum(), 1e-12);

        // Five standard deviations of a share of 0.04 to 0.74 in so many draws.
        for (int i = 0; i < shown.Length; i++)
            Assert.Equal(propensities[i], shown[i] / (double)Draws, 5 * Math.Sqrt(propensities[i] * (1 - propensities[i]) / Draws));
    }

    [Fact]
    public void Of_later_slots_propensities_are_given_what_came_before()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            IReadOnlyList<Chosen> slate = Choose(Candidates.Length, seed);
            Assert.Equal(Candidates.Length, slate.DistinctBy(item => item.Candidate).Count());
            Assert.Equal([5, 4, 3, 2, 1], slate.Select(item => item.Open));
            Assert.Equal(1, slate[^1].Propensity!.Value, 1e-12);
            Assert.All(slate, item => Assert.True(item.Propensity >= Exploration.Share / item.Open));
        }
    }

    [Fact]
    public void Without_exploration_there_is_no_chance() =>
        Assert.All(Enumerable.Range(0, 50), seed => Assert.Equal([0, 1, 2], Choose(3, seed, exploration: null).Select(item => item.Candidate)));

    private static IReadOnlyList<Chosen> Choose(int count, int seed, ExplorationOptions? exploration)
    {
        var items = new ItemIndex(new Testing.ListedItems(new Catalogue.CatalogueItem?[Candidates.Length]));
        using var rules = new CompiledRules(RuleSet.None, new RuleContext(items, new Profile(), null, new Dictionary<string, string>(), DateTimeOffset.UnixEpoch));
        MarginalGain gain = MarginalGain.For(Candidates, null, _ => null, () => throw new InvalidOperationException());
        return new ChooseSlate(Candidates, gain, rules.CountCaps(count), new Dictionary<int, int>()).Run(count, exploration, (ulong)seed * 0x9E3779B97F4A7C15);
    }

    private static IReadOnlyList<Chosen> Choose(int count, int seed) => Choose(count, seed, Exploration);
}
