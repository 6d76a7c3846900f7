using System.ComponentModel.DataAnnotations;
using AttentionFunctions.Events;
using Xunit;

namespace AttentionFunctions.Train;

public sealed class PopularityTests
{
    private const long DayMs = 86_400_000;

    [Fact]
    public void An_interaction_counts_half_after_the_half_life()
    {
        var model = PopularityModel.Fit(Set(Sequences.StartMs), new() { HalfLifeDays = 10 });

        Assert.Equal([0.5f, 1f], Scores(model));
        Assert.Equal([1, 1], model.Counts.ToArray());
    }

    [Fact]
    public void Without_clock_times_nothing_decays() => Assert.Equal([1f, 1f], Scores(PopularityModel.Fit(Set(0), new() { HalfLifeDays = 10 })));

    [Fact]
    public void A_half_life_out_of_range_is_refused() =>
        Assert.Throws<ValidationException>(() => PopularityModel.Fit(Set(0), new() { HalfLifeDays = 0 }));

    private static SequenceSet Set(long startMs) => new(["old", "new"],
        [new("user", [new(0, EventType.View, 1, startMs), new(1, EventType.View, 1, startMs + 10 * DayMs)])]);

    private static float[] Scores(PopularityModel model)
    {
        var scores = new float[model.ItemCount];
        model.Score([], scores);
        return scores;
    }
}
