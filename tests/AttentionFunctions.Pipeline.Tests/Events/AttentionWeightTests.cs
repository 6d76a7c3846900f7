using CsCheck;
using Xunit;

namespace AttentionFunctions.Events;

public sealed class AttentionWeightTests
{
    private static readonly AttentionWeight Weight = new(new AttentionWeightOptions());

    private static readonly Gen<double> Seconds = Gen.Double[0, EventLimits.Seconds];

    private static readonly Gen<EventType> Types = Gen.OneOf([.. EventTypes.All]);

    private static AttentionEvent Event(EventType type, double? dwell = null, double? value = null) =>
        new() { Id = "e", Type = type, Time = Payloads.Received, DwellSeconds = dwell, Value = value };

    [Fact]
    public void Rises_with_dwell_and_stays_within_twice_the_base() => Gen.Select(Types, Seconds, Seconds).Sample((type, one, two) =>
    {
        double bare = Weight.Of(Event(type));
        double less = Weight.Of(Event(type, Math.Min(one, two)));
        double more = Weight.Of(Event(type, Math.Max(one, two)));
        Assert.True(less <= more && more <= Math.Max(2 * bare, bare) && less >= Math.Min(0, bare));
    });

    [Fact]
    public void Dwell_counts_only_against_what_is_expected() => Gen.Select(Seconds, Gen.Double[1, 1000], Gen.Double[0.1, 10]).Sample(
        (dwell, expected, scale) => Assert.Equal(
            Weight.Of(Event(EventType.View, dwell), expected), Weight.Of(Event(EventType.View, dwell * scale), expected * scale), 1e-9));

    [Fact]
    public void A_purchase_never_weighs_less_than_a_view() => Seconds.Sample(dwell =>
        Assert.True(Weight.Of(Event(EventType.Purchase, dwell)) >= Weight.Of(Event(EventType.View, dwell))));

    [Fact]
    public void The_sign_says_what_the_type_says()
    {
        Assert.All(EventTypes.All.Where(type => type.IsRefusal()), type => Assert.True(Weight.Of(Event(type, 5)) < 0));
        Assert.All(EventTypes.All.Where(type => type.IsInteraction() && type != EventType.Rate), type => Assert.True(Weight.Of(Event(type, 5)) > 0));
        Assert.Equal(0, Weight.Of(Event(EventType.Impression, 5)));
    }

    [Theory]
    [InlineData(1, -2)]
    [InlineData(3, 0)]
    [InlineData(5, 2)]
    [InlineData(99, 2)]
    public void Ratings_are_linear_across_the_scale(double rating, double expected) =>
        Assert.Equal(expected, Weight.Of(Event(EventType.Rate, value: rating)), 1e-12);

    [Fact]
    public void The_table_of_the_documentation_holds()
    {
        Assert.Equal(0.5, Weight.Of(Event(EventType.View, 10)), 1e-12);
        Assert.Equal(1.5, Weight.Of(Event(EventType.View, 90)), 1e-12);
        Assert.Equal(0.5, Weight.Of(Event(EventType.View, 90), expectedSeconds: 270), 1e-12);
        Assert.Equal(1, Weight.Of(Event(EventType.Complete, value: 0.5)), 1e-12);
        Assert.Equal(-1, Weight.Of(Event(EventType.Dismiss, 90)), 1e-12);
        Assert.Equal(1, Weight.Of(Event(EventType.Focus) with { Seconds = 1500 }), 1e-12);
    }

    [Fact]
    public void Decay_of_two_ages_is_the_decay_of_their_sum() => Gen.Select(Gen.Double[0, 100], Gen.Double[0, 100]).Sample((a, b) =>
        Assert.Equal(Weight.Decay(TimeSpan.FromDays(a + b)), Weight.Decay(TimeSpan.FromDays(a)) * Weight.Decay(TimeSpan.FromDays(b)), 1e-9));

    [Fact]
    public void Decay_halves_at_the_half_life_and_never_grows() =>
        Assert.Equal((1.0, 1.0, 0.5), (Weight.Decay(TimeSpan.FromDays(-1)), Weight.Decay(TimeSpan.Zero), Weight.Decay(TimeSpan.FromDays(14))));

    [Fact]
    public void A_base_weight_can_be_replaced_by_its_wire_name()
    {
        var options = new AttentionWeightOptions { BaseWeights = new Dictionary<string, double> { ["click"] = 7 } };
        Assert.Equal(7, new AttentionWeight(options).Of(Event(EventType.Click)));
    }

    [Fact]
    public void Options_out_of_range_are_told_all_at_once()
    {
        var options = new AttentionWeightOptions
        {
            BaseWeights = new Dictionary<string, double> { ["item.removed"] = 1, ["view"] = double.NaN },
            HalfLife = TimeSpan.Zero,
            HighestRating = 1,
        };
        string message = Assert.Throws<ArgumentException>(() => new AttentionWeight(options)).Message;
        Assert.All(["item.removed", "`view`", "HalfLife", "HighestRating"], part => Assert.Contains(part, message, StringComparison.Ordinal));
    }
}
