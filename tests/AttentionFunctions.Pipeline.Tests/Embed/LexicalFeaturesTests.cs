using System.IO.Hashing;
using System.Runtime.InteropServices;
using Xunit;

namespace AttentionFunctions.Embed;

/// <summary>Stored vectors depend on these numbers: whoever changes one changes the encoder's version with it.</summary>
public sealed class LexicalFeaturesTests
{
    [Theory]
    [InlineData("The Shawshank Redemption (1994)", "70 cf79117582772dee493c32605975f5d9")]
    [InlineData("Ça va, Łódź? ΟΔΥΣΣΕΥΣ и Чук", "54 3ae1c471dac9866e865e23384a222462")]
    [InlineData("千と千尋の神隠し 해리 포터 ألف ليلة कि", "65 92bd0b242998740bdfc445cb17d03784")]
    public void Buckets_and_weights_are_for_good(string text, string expected)
    {
        List<long> buckets = [];
        List<float> weights = [];
        new LexicalFeatures().Extract(text, buckets, weights);

        var hash = new XxHash128();
        hash.Append(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(buckets)));
        hash.Append(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(weights)));
        Assert.Equal(expected, $"{buckets.Count} {hash.GetCurrentHashAsUInt128():x32}");
    }
}
