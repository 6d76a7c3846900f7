using CsCheck;
using Xunit;

namespace AttentionFunctions.Rank;

public sealed class PositionSetTests
{
    [Fact]
    public void It_holds_what_was_added_and_not_removed() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[0, 199].Array[0, 60], Gen.Int[0, 199].Array[0, 60], Gen.Bool).Sample((length, added, removed, all) =>
        {
            using var set = new PositionSet(length);
            var expected = new HashSet<int>();
            if (all)
            {
                set.AddAll();
                expected.UnionWith(Enumerable.Range(0, length));
            }

            foreach (int position in added) { set.Add(position % length); expected.Add(position % length); }
            foreach (int position in removed) { set.Remove(position % length); expected.Remove(position % length); }
            Assert.Equal(expected.Count, set.Count);
            Assert.All(Enumerable.Range(0, length), position => Assert.Equal(expected.Contains(position), set.Contains(position)));
        });

    [Fact]
    public void Positions_outside_are_refused()
    {
        using var set = new PositionSet(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Add(10));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Contains(-1));
    }
}
