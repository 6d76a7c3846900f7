using Xunit;

namespace AttentionFunctions.Rank;

public sealed class RuleSetTests
{
    [Fact]
    public void Every_fault_is_told_with_its_place()
    {
        var rules = new RankingRules
        {
            Filter = "prise < 20",
            Exclude = ["a", ""],
            Seen =
            [
                new SeenRule { Types = ["view", "search"], Within = "30 days", Mode = "show" },
                new SeenRule { Types = ["dismiss"], Mode = "allow" },
                new SeenRule { Types = [] },
            ],
            Availability = [new AvailabilityRule { When = "tag:" }, new AvailabilityRule { Context = new Dictionary<string, IReadOnlyList<string>> { ["device"] = [] } }],
            Boosts = [new BoostRule { When = "has price", Times = 2 }, new BoostRule { When = "has price", Times = 0 }, new BoostRule { When = "price < \n x", Times = 101, Name = "" }, null!, new BoostRule { Times = 1 }],
            Pins = [new PinRule { Slot = 0, ItemId = "x" }, new PinRule { Slot = 3 }, new PinRule { Slot = 3, ItemId = "x" }],
            Caps = [new CapRule { By = "colour", Most = 0, First = 0 }, new CapRule { By = "1", Most = 1 }],
        };
        string[] paths = [.. Assert.Throws<InvalidRulesException>(() => RuleSet.Of(rules)).Faults.Select(fault => fault.Path)];
        Assert.Equal(
            [
                "exclude[1]", "filter", "seen[0].types[1]", "seen[0].mode", "seen[0].within", "seen[1].types", "seen[2].types",
                "availability[0].when", "availability[0].context", "availability[1].context.device",
                "boosts[1].times", "boosts[2].when", "boosts[2].times", "boosts[2].name", "boosts[3]", "boosts[4].when",
                "pins[0].slot", "pins[1].itemId", "pins", "pins", "caps[0].by", "caps[0].most", "caps[0].first", "caps[1].by",
            ],
            paths);
    }

    [Fact]
    public void A_fault_in_a_filter_keeps_its_place_in_the_filter()
    {
        var rules = new RankingRules { Boosts = [new BoostRule { When = "price < \n x", Times = 2 }] };
        Assert.Equal("boosts[0].when: 2:2 Expected a number, got 'x'.", Assert.Throws<InvalidRulesException>(() => RuleSet.Of(rules)).Faults.Single().ToString());
    }

    [Fact]
    public void Lists_have_limits()
    {
        var rules = new RankingRules
        {
            Exclude = [.. Enumerable.Range(0, 1001).Select(i => $"i{i}")],
            Boosts = [.. Enumerable.Repeat(new BoostRule { When = "has price", Times = 2 }, 33)],
        };
        Assert.Equal(["exclude: At most 1000, got 1001.", "boosts: At most 32, got 33."],
            Assert.Throws<InvalidRulesException>(() => RuleSet.Of(rules)).Faults.Select(fault => fault.ToString()));
    }
}
