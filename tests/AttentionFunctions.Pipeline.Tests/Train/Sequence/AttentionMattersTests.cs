using AttentionFunctions.Events;
using Xunit;

namespace AttentionFunctions.Train;

/// <summary>
/// A world in which dwell carries the signal: people look long at items that lead on from the last one they looked at, and glance at others
/// that mean nothing in between. Which is which, only the attention weight says.
/// </summary>
public sealed class AttentionMattersTests
{
    private const int Items = 40;
    private const float Glance = 0.1f;
    private const float Look = 3;

    [Fact]
    public void Knowing_how_much_attention_an_event_held_finds_the_next_look()
    {
        var told = World(weighed: true);
        var untold = World(weighed: false);

        var (with, without) = (Ndcg(told), Ndcg(untold));

        TestContext.Current.TestOutputHelper?.WriteLine($"NDCG@10 of the next look: {with:F3} with attention weights, {without:F3} without");
        Assert.True(with > without + 0.1, $"{with:F3} with attention weights, {without:F3} without");
    }

    [Fact]
    public void What_is_looked_at_long_is_learnt_before_what_is_glanced_at()
    {
        // After item 0 comes 1 or 2, as often the one as the other; people stay with 1.
        var set = new SequenceSet(["a", "b", "c", "d"], [.. Enumerable.Range(0, 60).Select(user => new UserSequence($"u{user:D2}",
            [Event(3, Look, 0), Event(0, Look, 1), user % 2 == 0 ? Event(1, Look, 2) : Event(2, Glance, 2)]))]);
        using var trainer = new SequenceTrainer(set, Plans.Small, seed: 1, start: null, threads: 1);
        for (var epoch = 0; epoch < Plans.Small.Epochs; epoch++)
        {
            trainer.Epoch(epoch);
        }

        var scores = new float[4];
        trainer.Model().Score([Event(3, Look, 0), Event(0, Look, 1)], scores);

        Assert.True(scores[1] > scores[2] + 0.5, $"looked at {scores[1]:F2}, glanced at {scores[2]:F2}");
    }

    private static double Ndcg(SequenceSet set)
    {
        // The last event of every user is a look: what comes next, after all that was seen before it?
        var train = set with { Users = [.. set.Users.Select(user => user with { Interactions = user.Interactions[..^1] })] };
        EvaluationCase[] cases = [.. set.Users.Select(user => new EvaluationCase(
            user.UserKey, user.Interactions.AsMemory(0, user.Interactions.Length - 1), user.Interactions[^1].Item, user.Interactions[^1].TimeMs))];
        var slice = new HeldOutSlice(train, cases);
        return FullRanking.Measure(new SequenceFit(Plans.Small with { Epochs = 25, Length = 20, BatchSequences = 16 }, seed: 1, threads: 1).Train(slice).Model, slice).Ndcg;
    }

    private static SequenceSet World(bool weighed)
    {
        var random = new Random(5);
        return new([.. Enumerable.Range(0, Items).Select(i => $"i{i:D2}")], [.. Enumerable.Range(0, 200).Select(user =>
        {
            var (at, step) = (random.Next(Items), 0);
            var events = new List<Interaction>();
            for (var look = 0; look < 8; look++)
            {
                for (var glances = random.Next(1, 4); glances > 0 && look > 0; glances--)
                {
                    events.Add(Event(random.Next(Items), weighed ? Glance : 1, step++));
                }

                at = (at + 1) % Items;
                events.Add(Event(at, weighed ? Look : 1, step++));
            }

            return new UserSequence($"u{user:D3}", [.. events]);
        })]);
    }

    private static Interaction Event(int item, float weight, int step) => new(item, EventType.View, weight, Sequences.StartMs + step * 60_000L);
}
