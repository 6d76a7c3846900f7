using System.Globalization;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Decide;

public sealed class FeatureReaderTests
{
    private static readonly string[] Numbers = ["0", "-0", "0.0", "-0.5", "16777216", "16777217", "99999999", "0.0000001", "9999999", "1e3", "-1E-3"];

    [Theory]
    [InlineData("""[{"user":{"age":0.4}}]""", """[{"user":{"age":4e-1,"note":null,"minor":false}}]""", true)]
    [InlineData("""[{"a":1,"b":"x"}]""", """[{"b":"x"},{"a":1}]""", true)]
    [InlineData("""[{"tags":["red","blue"]}]""", """[{"tags":["blue","red"]}]""", true)]
    [InlineData("""[{"caf\u00e9":"cr\u00e8me"}]""", """[{"café":"crème"}]""", true)]
    [InlineData("""[{"_id":"7","a":1}]""", """[{"a":1}]""", true)]
    [InlineData("""[{"a":true}]""", """[{"a":1}]""", true)]
    [InlineData("""[{"user":{"age":0.4}}]""", """[{"page":{"age":0.4}}]""", false)]
    [InlineData("""[{"a":"1"}]""", """[{"a":1}]""", false)]
    [InlineData("""[{"a":"bc"}]""", """[{"ab":"c"}]""", false)]
    [InlineData("""[{"v":[1,2]}]""", """[{"v":[2,1]}]""", false)]
    [InlineData("""[{"a":{"b":1}}]""", """[{"a":1,"b":1}]""", false)]
    public void What_means_the_same_is_the_same_features(string one, string other, bool same) => Assert.Equal(same, Read(one).SetEquals(Read(other)));

    [Fact]
    public void A_number_out_of_range_and_too_many_features_are_refused()
    {
        Assert.Throws<InvalidDecisionException>(() => Read("""[{"a":1e39}]"""));
        Assert.Throws<InvalidDecisionException>(() => Read($$"""[{"a":[{{string.Join(',', Enumerable.Repeat("1", FeatureReader.MaxFeatures + 1))}}]}]"""));
    }

    [Fact]
    public void Every_way_to_write_a_number_has_the_value_of_the_general_parser() =>
        Gen.OneOf(
            Gen.Select(Gen.Int[-99_999_999, 99_999_999], Gen.Int[0, 8]).Select((digits, places) => (digits / (decimal)Math.Pow(10, places)).ToString(CultureInfo.InvariantCulture)),
            Gen.Float[-1e6f, 1e6f].Select(value => value.ToString("R", CultureInfo.InvariantCulture).Replace("E+", "e", StringComparison.Ordinal)),
            Gen.Int[0, Numbers.Length - 1].Select(i => Numbers[i]))
            .Sample(text => Assert.Equal(float.Parse(text, CultureInfo.InvariantCulture), Read($$"""[{"a":{{text}}}]""").Single().Item2));

    [Fact]
    public void The_joint_vector_has_unit_length_and_stays_in_its_bits() =>
        Gen.Select(Gen.Double[-5, 5].Array[0, 20], Gen.Double[-5, 5].Array[1, 20], Gen.Int[4, 22], Gen.Bool).Sample((context, action, bits, interactions) =>
        {
            var vector = new FeatureVector();
            vector.Fill(Set(context), Set(action), true, bits, interactions);
            Assert.Equal(1 + action.Length + (interactions ? context.Length * action.Length : 0), vector.Count);
            Assert.Equal(1, vector.Values.ToArray().Sum(v => (double)v * v), 1e-4);
            Assert.All(vector.Indices.ToArray(), index => Assert.InRange(index, 0, (1 << bits) - 1));
        });

    private static FeatureSet Set(double[] values)
    {
        return new FeatureSet([.. values.Select((_, i) => (ulong)(i + 1) * 0x51D7348B42C9)], [.. values.Select(value => (float)value)]);
    }

    private static HashSet<(ulong, float)> Read(string json)
    {
        FeatureSet set = FeatureReader.Read(RawJson.Of(json));
        HashSet<(ulong, float)> features = [];
        for (int i = 0; i < set.Count; i++) features.Add((set.Keys[i], set.Values[i]));
        return features;
    }
}
