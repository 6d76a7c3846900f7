using CsCheck;
using Xunit;

namespace AttentionFunctions.Rank;

public sealed class ArmDrawTests
{
    private static readonly string[] Users = [.. Enumerable.Range(0, 20_000).Select(i => $"user-{i}")];

    [Fact]
    public void The_share_of_an_arm_is_its_weight()
    {
        ExperimentArm[] arms = [new("a", 1), new("b", 2), new("c", 7)];
        int[] counts = new int[3];
        foreach (string user in Users) counts[ArmDraw.Of("e", user, arms)]++;

        // Four standard deviations of a binomial count; the hash makes the same counts every time.
        for (int i = 0; i < 3; i++)
        {
            double share = arms[i].Weight / 10;
            Assert.InRange(counts[i] - Users.Length * share, -4 * Math.Sqrt(Users.Length * share * (1 - share)), 4 * Math.Sqrt(Users.Length * share * (1 - share)));
        }
    }

    [Fact]
    public void A_user_stays_unless_the_weight_of_their_arm_falls_or_that_of_the_new_one_rises_gorse_366() =>
        Gen.Select(Gen.Double[0.1, 10].Array[2, 6], Gen.Int[0, 5], Gen.Double[0.1, 10]).Sample((weights, changed, weight) =>
        {
            changed %= weights.Length;
            ExperimentArm[] before = [.. weights.Select((w, i) => new ExperimentArm($"arm{i}", w))];
            ExperimentArm[] after = [.. before];
            after[changed] = before[changed] with { Weight = weight };
            for (int i = 0; i < 300; i++)
            {
                int from = ArmDraw.Of("e", Users[i], before), to = ArmDraw.Of("e", Users[i], after);
                Assert.True(from == to || (weight > weights[changed] ? to : from) == changed);
            }
        }, iter: 100);

    [Fact]
    public void A_change_moves_no_more_users_than_the_new_shares_need()
    {
        ExperimentArm[] before = [new("a", 1), new("b", 1)], after = [new("a", 1), new("b", 3)];
        int moved = Users.Count(user => ArmDraw.Of("e", user, before) != ArmDraw.Of("e", user, after));
        Assert.InRange(moved, Users.Length * 0.25 - 250, Users.Length * 0.25 + 250);
    }

    [Fact]
    public void A_new_arm_takes_users_from_all_and_moves_nobody_between_the_others() =>
        Assert.All(Users.Take(2000), user =>
        {
            ExperimentArm[] two = [new("a", 1), new("b", 2)];
            string before = two[ArmDraw.Of("e", user, two)].Name;
            ExperimentArm[] three = [new("new", 1), .. two];
            Assert.Contains(three[ArmDraw.Of("e", user, three)].Name, new[] { before, "new" });
        });

    [Fact]
    public void Scaling_all_weights_and_another_order_change_nothing()
    {
        ExperimentArm[] arms = [new("a", 1), new("b", 2), new("c", 3)], scaled = [new("c", 30), new("a", 10), new("b", 20)];
        Assert.All(Users.Take(2000), user => Assert.Equal(arms[ArmDraw.Of("e", user, arms)].Name, scaled[ArmDraw.Of("e", user, scaled)].Name));
    }

    [Fact]
    public void Experiments_split_users_independently_of_each_other()
    {
        ExperimentArm[] arms = [new("a", 1), new("b", 1)];
        int same = Users.Count(user => ArmDraw.Of("one", user, arms) == ArmDraw.Of("two", user, arms));
        Assert.InRange(same, Users.Length / 2 - 300, Users.Length / 2 + 300);
    }
}
