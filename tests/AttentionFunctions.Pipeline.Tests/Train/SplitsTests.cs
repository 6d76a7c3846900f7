using CsCheck;
using Xunit;

namespace AttentionFunctions.Train;

public sealed class SplitsTests
{
    [Fact]
    public void Without_repeats_the_last_item_is_the_test_and_the_one_before_the_validation()
    {
        var split = Splits.LeaveLastOut(Sequences.Of(5, [3, 1, 4, 2]));

        Assert.Equal((2, 3), (split.Test.Cases[0].Target, split.Test.Cases[0].History.Length));
        Assert.Equal((4, 2), (split.Validation.Cases[0].Target, split.Validation.Cases[0].History.Length));
        Assert.Equal(2, split.Validation.Train.InteractionCount);
    }

    [Fact]
    public void Nothing_at_or_after_a_target_is_learnt_and_no_target_was_seen() => Sequences.Small.Sample(set =>
    {
        foreach (var slice in new[] { Splits.LeaveLastOut(set).Validation, Splits.LeaveLastOut(set).Test })
        {
            foreach (var asked in slice.Cases)
            {
                var learnt = slice.Train.Users.Single(user => user.UserKey == asked.UserKey).Interactions;
                Assert.True(learnt.AsSpan().SequenceEqual(asked.History.Span));
                Assert.DoesNotContain(asked.History.ToArray(), interaction => interaction.Item == asked.Target);
            }
        }
    });

    [Fact]
    public void By_time_everybody_learns_up_to_the_same_moment() => Sequences.Small.Where(set => set.InteractionCount >= 10).Sample(set =>
    {
        var split = Splits.ByTime(set, 0.2, 0.2);
        foreach (var slice in new[] { split.Validation, split.Test })
        {
            var newest = slice.Train.Users.SelectMany(user => user.Interactions).Select(i => i.TimeMs).DefaultIfEmpty().Max();
            Assert.All(slice.Cases, asked => Assert.True(asked.TargetTimeMs > newest));
            Assert.All(slice.Cases, asked => Assert.False(asked.History.IsEmpty));
        }
    });

    [Fact]
    public void A_large_catalogue_is_evaluated_on_some_of_its_users_the_same_every_time() => Sequences.Small.Sample(set =>
    {
        var slice = Splits.LeaveLastOut(set).Test;
        for (var most = 1; most <= slice.Cases.Count; most++)
        {
            var fewer = RetrainSplit.Sampled(slice, most).Cases;
            Assert.Equal(most, fewer.Count);
            Assert.Equal(slice.Cases.Where(fewer.Contains), fewer);

            // One more case adds one and takes none away, so that versions evaluated on different numbers still share most of them.
            Assert.Subset(RetrainSplit.Sampled(slice, most + 1).Cases.ToHashSet(), fewer.ToHashSet());
        }
    });
}
