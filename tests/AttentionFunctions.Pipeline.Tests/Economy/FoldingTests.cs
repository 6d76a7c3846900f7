using CsCheck;
using Xunit;

namespace AttentionFunctions.Economy;

/// <summary>Checked against who really was behind what, which the ledger does not know.</summary>
public sealed class FoldingTests
{
    /// <summary>Item → creator, categories, users; sparse enough that folding has work to do.</summary>
    private static readonly Gen<(int Creator, int[] Categories, int[] Users)[]> Weeks =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2].Array[0, 2], Gen.Int[0, 11].Array[1, 9]).Array[1, 14];

    [Fact]
    public void Nobody_is_named_by_fewer_than_five_and_no_subtraction_finds_fewer_than_five() => Weeks.Sample(drawn =>
    {
        (LedgerRow Row, HashSet<string> Users)[] items = [.. drawn.Select((item, i) => (
            Row(i, item.Creator, item.Categories), item.Users.Select(user => $"u{user}").ToHashSet()))];
        Dictionary<EconomyGrouping, string[]> folded = Folding.Of([.. items.Select(item => item.Row)], items.ToDictionary(item => item.Row.Item, item => CrowdOf(item.Users)));

        foreach (EconomyGrouping by in Enum.GetValues<EconomyGrouping>())
        {
            var behind = items.SelectMany(item => item.Row.GroupsOf(by).Select(group => (group.Group, item.Users)))
                .GroupBy(pair => pair.Group).ToDictionary(group => group.Key, group => group.SelectMany(pair => pair.Users).ToHashSet());
            Assert.All(behind.Where(group => !folded[by].Contains(group.Key)), group => Assert.True(group.Value.Count >= 5));

            // total − named
            HashSet<string> rest = [.. behind.Where(group => folded[by].Contains(group.Key)).SelectMany(group => group.Value)];
            bool allFolded = folded[by].Length == behind.Count;
            Assert.True(rest.Count is 0 or >= 5 || allFolded);
        }

        // a named creator or category − its named items
        foreach (EconomyGrouping by in (EconomyGrouping[])[EconomyGrouping.Creator, EconomyGrouping.Category])
        {
            foreach (string parent in items.SelectMany(item => item.Row.GroupsOf(by)).Select(group => group.Group).Distinct().Except(folded[by]))
            {
                HashSet<string> rest = [.. items
                    .Where(item => item.Row.GroupsOf(by).Any(group => group.Group == parent) && folded[EconomyGrouping.Item].Contains(item.Row.Item))
                    .SelectMany(item => item.Users)];
                Assert.True(rest.Count is 0 or >= 5, $"{rest.Count} people are behind {parent} without its named items");
            }
        }
    });

    [Fact]
    public void A_small_group_takes_the_smallest_large_one_with_it()
    {
        LedgerRow[] rows = [Row(0, 0, []), Row(1, 1, [], size: 2), Row(2, 2, [], size: 9)];
        Dictionary<string, Crowd> crowds = new()
        {
            ["i0"] = CrowdOf(["a", "b"]),
            ["i1"] = CrowdOf(["c", "d", "e", "f", "g"]),
            ["i2"] = CrowdOf(["c", "d", "e", "f", "g"]),
        };
        Assert.Equal(["c0", "c1"], Folding.Of(rows, crowds)[EconomyGrouping.Creator]);
        crowds["i0"] = CrowdOf(["a", "b", "c", "d", "e"]);
        Assert.Empty(Folding.Of(rows, crowds)[EconomyGrouping.Creator]);
    }

    private static LedgerRow Row(int item, int creator, int[] categories, double size = 1) =>
        new($"i{item}", $"c{creator}", [.. categories.Distinct().Select(category => $"k{category}")], 1, 1, [size], [size], [size]);

    private static Crowd CrowdOf(IEnumerable<string> users)
    {
        var crowd = new Crowd();
        foreach (string user in users) crowd.Add(user);
        return crowd;
    }
}
