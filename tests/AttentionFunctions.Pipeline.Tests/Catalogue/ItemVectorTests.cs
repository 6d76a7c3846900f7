using System.Numerics.Tensors;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Catalogue;

public sealed class ItemVectorTests
{
    private static readonly Gen<float[]> Values = Gen.OneOf(Gen.Float[-1, 1], Gen.Const(0f), Gen.Float[-1e-20f, 1e20f]).Array[0, 200];

    [Fact]
    public void A_coordinate_is_off_by_half_a_step_at_most() => Values.Sample(values =>
    {
        ItemVector vector = ItemVector.Of(values);
        float[] back = vector.ToArray();
        Assert.Equal(values.Length, vector.Length);
        for (int i = 0; i < values.Length; i++) Assert.InRange(back[i], values[i] - 0.501f * vector.Scale, values[i] + 0.501f * vector.Scale);
    });

    /// <summary>An item that is written anew does not drift.</summary>
    [Fact]
    public void Taken_from_its_own_floats_a_vector_stays_the_same() => Values.Sample(values =>
    {
        ItemVector once = ItemVector.Of(values), twice = ItemVector.Of(once.ToArray());
        Assert.Equal(once.Codes, twice.Codes);
    });

    [Fact]
    public void An_inner_product_is_that_of_its_floats() => Gen.Float[-1, 1].Array[1, 100].Sample(values =>
    {
        float[] other = [.. values.Reverse()];
        ItemVector vector = ItemVector.Of(values);
        Assert.Equal(TensorPrimitives.Dot<float>(vector.ToArray(), other), vector.Dot(other));
    });

    [Fact]
    public void The_cosine_of_texts_is_off_by_a_thousandth_at_most()
    {
        var random = new Random(2);
        for (int n = 0; n < 200; n++)
        {
            float[] one = Unit(random), other = Unit(random);
            Assert.InRange(ItemVector.Of(one).Dot(ItemVector.Of(other).ToArray()) - TensorPrimitives.Dot<float>(one, other), -2e-3f, 2e-3f);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_not_finite_is_refused(float value) => Assert.Throws<ArgumentException>(() => ItemVector.Of([0, value, 1]));

    private static float[] Unit(Random random)
    {
        float[] values = [.. Enumerable.Range(0, 384).Select(_ => (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5))];
        TensorPrimitives.Divide(values, TensorPrimitives.Norm<float>(values), values);
        return values;
    }

    [Fact]
    public void Its_norm_is_that_of_its_floats() => Gen.Float[-1, 1].Array[0, 200].Sample(values =>
    {
        ItemVector vector = ItemVector.Of(values);
        Assert.Equal(Math.Sqrt(vector.ToArray().Sum(value => (double)value * value)), vector.Norm, 1e-5);
    });
}
