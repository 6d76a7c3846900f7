using CsCheck;
using Xunit;

namespace AttentionFunctions.Train;

public sealed class SparseSumsTests
{
    /// <summary>Against a dictionary, twice in a row: nothing of the first use is left in the second.</summary>
    [Fact]
    public void Sums_are_those_of_a_dictionary() => Gen.Select(Gen.Int[0, 5000], Gen.Int[-8, 8]).Array[0, 3000].Array[2].Sample(uses =>
    {
        foreach ((int Item, int Value)[] added in uses)
        {
            using var sums = SparseSums.Take();
            var expected = new Dictionary<int, float>();
            foreach ((int item, int value) in added)
            {
                sums.Add(item, value);
                expected[item] = expected.GetValueOrDefault(item) + value;
            }

            Assert.Equal(added.Select(one => one.Item).Distinct(), sums.Items.ToArray());
            for (var item = 0; item <= 5000; item++)
            {
                Assert.Equal(expected.ContainsKey(item), sums.Has(item));
                Assert.Equal(expected.GetValueOrDefault(item), sums[item]);
            }

            if (added.Length > 0)
            {
                sums.Replace(added[0].Item, 0.5f);
                Assert.Equal(0.5f, sums[added[0].Item]);
            }
        }
    }, iter: 30);
}
