using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Profiles;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Rank;

public sealed class CompiledRulesTests
{
    private static readonly DateTimeOffset Now = FilterSamples.Now;

    private readonly Profile _profile = new();
    private readonly Dictionary<string, string> _context = [];
    private string? _owner;

    private ItemIndex _index = FilterSamples.Index(
        Item(price: 10, category: "news", creator: "ann"),
        Item(price: 30, category: "news", creator: "bob"),
        Item(price: 10, category: "sport", creator: "bob"),
        Item(price: 30, category: "sport", creator: "eve"),
        null);

    [Fact]
    public void Without_rules_everything_available_is_allowed() => Assert.Equal("0 1 2 3 4", Allowed(new RankingRules()));

    [Fact]
    public void A_filter_keeps_what_it_is_true_for()
    {
        Assert.Equal("0 2", Allowed(new RankingRules { Filter = "price < 20" }));
        Assert.Equal("1 3 4", Allowed(new RankingRules { Filter = "not price < 20" }));
        Assert.Equal(["It does not meet: price < 20", "It does not meet: not has creator"],
            Hidden(new RankingRules { Filter = "price < 20 and category = \"sport\" and not has creator" }, 3).Select(effect => effect.Text));
    }

    [Fact]
    public void Excluded_ids_are_not_shown_gorse_1216()
    {
        var rules = new RankingRules { Exclude = ["i1", "unknown"] };
        Assert.Equal("0 2 3 4", Allowed(rules));
        Assert.Equal(RuleEffectKind.Excluded, Hidden(rules, 1).Single().Kind);
    }

    [Fact]
    public void Nobody_sees_their_own_items_unless_they_ask_gorse_847_238()
    {
        _owner = "bob";
        Assert.Equal("0 3 4", Allowed(new RankingRules()));
        Assert.Equal(RuleEffectKind.Own, Hidden(new RankingRules(), 1).Single().Kind);
        Assert.Equal("0 1 2 3 4", Allowed(new RankingRules { IncludeOwn = true }));
    }

    [Fact]
    public void Hidden_expired_and_unpublished_items_are_never_shown_gorse_764()
    {
        CatalogueItem With(ItemFields fields) => FilterSamples.Item(fields);
        _index = FilterSamples.Index(
            With(new()), With(new() { Hidden = true }), With(new() { ExpiresAt = Now }), With(new() { ExpiresAt = Now.AddMilliseconds(1) }),
            With(new() { PublishedAt = Now }), With(new() { PublishedAt = Now.AddHours(1) }), With(new()) with { Removed = true });
        Assert.Equal("0 3 4", Allowed(new RankingRules { IncludeOwn = true, Seen = [] }));
        Assert.Equal("0 4 5", Allowed(new RankingRules(), Now.AddHours(1)));
        Assert.Equal("0 3 4", Allowed(new RankingRules()));
        Assert.Equal("0 2 3", Allowed(new RankingRules(), Now.AddHours(-1)));
        Assert.Equal(["It was removed."], Hidden(new RankingRules(), 6).Select(effect => effect.Text));
    }

    [Fact]
    public void What_was_chosen_does_not_come_back_gorse_802_831_49()
    {
        Happens(EventType.View, 0, days: 400);
        Happens(EventType.Impression, 1, days: 1);
        Happens(EventType.Dismiss, 2, days: 1);
        Happens(EventType.Dismiss, 3, days: 2);
        Happens(EventType.Purchase, 3, days: 1);
        Assert.Equal("1 4", Allowed(new RankingRules()));
        Assert.Equal("0 1 3 4", Allowed(new RankingRules { Seen = [] }));
        Assert.Equal("The user chose it on 2025-10-20.", Hidden(new RankingRules(), 0).Single().Text);
        Assert.Equal((RuleEffectKind.Refused, "The user refused it on 2026-11-23."), Hidden(new RankingRules(), 2).Select(effect => (effect.Kind, effect.Text)).Single());
    }

    [Fact]
    public void Seen_conditions_judge_events_by_type_and_age_and_the_first_one_decides()
    {
        Happens(EventType.View, 0, days: 3);
        Happens(EventType.Purchase, 1, days: 3);
        Happens(EventType.Purchase, 2, days: 31);
        Happens(EventType.Impression, 3, days: 1);

        Assert.Equal("0 2 3 4", Allowed(Seen(new SeenRule { Types = ["purchase"], Within = "30d" })));
        Assert.Equal("0 3 4", Allowed(Seen(new SeenRule { Types = ["purchase"] })));
        Assert.Equal("0 1 2 4", Allowed(Seen(new SeenRule { Types = ["impression"], Within = "1d" })));
        Assert.Equal("0 3 4", Allowed(Seen(new SeenRule { Types = ["view"], Mode = "allow" }, new SeenRule())));
        Assert.Equal("3 4", Allowed(Seen(new SeenRule(), new SeenRule { Types = ["view"], Mode = "allow" })));
        Assert.Equal("2 3 4", Allowed(Seen(new SeenRule { Within = "30d" })));
        Assert.Equal("The user's newest purchase of it was on 2026-11-21.", Hidden(Seen(new SeenRule { Types = ["purchase"] }), 1).Single().Text);
    }

    [Fact]
    public void A_choice_older_than_the_remembered_events_is_hidden_by_conditions_for_every_choice_only()
    {
        Happens(EventType.Purchase, 0, days: 300);
        for (int i = 0; i < Profile.MaxEntries; i++) Happens(EventType.View, 1000 + i, days: 1);
        Assert.Equal("1 2 3 4", Allowed(Seen(new SeenRule())));
        Assert.Equal("0 1 2 3 4", Allowed(Seen(new SeenRule { Within = "200d" })));
        Assert.Equal("0 1 2 3 4", Allowed(Seen(new SeenRule { Types = ["purchase"] })));
    }

    [Fact]
    public void Items_for_some_situations_need_that_context()
    {
        var rules = new RankingRules
        {
            Availability = [new AvailabilityRule { Name = "apps", When = "category = \"sport\"", Context = new Dictionary<string, IReadOnlyList<string>> { ["device"] = ["mobile", "tablet"], ["country"] = ["DE"] } }],
        };
        Assert.Equal("0 1 4", Allowed(rules));
        _context["device"] = "tablet";
        Assert.Equal("0 1 4", Allowed(rules));
        Assert.Equal("apps", Hidden(rules, 2).Single().Name);
        _context["country"] = "DE";
        Assert.Equal("0 1 2 3 4", Allowed(rules));
    }

    [Fact]
    public void Boosts_multiply_what_an_item_is_worth_and_buries_divide_it_gorse_351()
    {
        var rules = new RankingRules
        {
            Boosts =
            [
                new BoostRule { Name = "cheap", When = "price < 20", Times = 2 }, new BoostRule { When = "creator = \"bob\"", Times = 0.5 },
                new BoostRule { Name = "young", When = "age < 1d", Times = 3 },
            ],
        };
        using CompiledRules compiled = Compile(rules);
        float half = MathF.Log(2);
        Assert.Equal([half, -half, 0, 0, 0], Enumerable.Range(0, 5).Select(compiled.Boost), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(
            [new(RuleEffectKind.Boosted, "cheap", "2 times as attractive: price < 20"), new RuleEffect(RuleEffectKind.Buried, "boosts[1]", "0.5 times as attractive: creator = \"bob\"")],
            compiled.BoostsOf(2));
    }

    [Fact]
    public void Kinds_divide_a_set_into_items_of_the_same_boosts() => Gen.Select(FilterSamples.Nodes.Array[1, 5], FilterSamples.Items.Array[1, 80], Gen.Int[1, 6]).Sample((conditions, items, most) =>
    {
        ItemIndex index = FilterSamples.Index(items);
        RankingRules rules = new() { Boosts = [.. conditions.Select((when, i) => new BoostRule { When = when.ToString(), Times = i + 2 })] };
        using var compiled = new CompiledRules(RuleSet.Of(rules), new RuleContext(index, new Profile(), null, new Dictionary<string, string>(), FilterSamples.Now));
        using var all = new PositionSet(items.Length);
        all.AddAll();
        IReadOnlyList<PositionSet> kinds = compiled.KindsOf(all, most, out PositionSet rest);

        Assert.True(kinds.Count <= most);
        Assert.Equal(items.Length, kinds.Sum(kind => kind.Count) + rest.Count);
        for (int position = 0; position < items.Length; position++)
            Assert.Equal(1, kinds.Count(kind => kind.Contains(position)) + (rest.Contains(position) ? 1 : 0));
        Assert.All(kinds, kind => Assert.Single(Enumerable.Range(0, items.Length).Where(kind.Contains).Select(compiled.Boost).Distinct()));
        foreach (PositionSet set in kinds.Append(rest)) set.Dispose();
    }, iter: 50);

    [Fact]
    public void A_pin_holds_its_place_whatever_filter_and_history_say_but_not_where_it_may_not_be_shown()
    {
        Happens(EventType.View, 0, days: 1);
        Happens(EventType.Dismiss, 1, days: 1);
        var rules = new RankingRules
        {
            Filter = "category = \"sport\"",
            Exclude = ["i3"],
            Pins = [new PinRule { Slot = 5, ItemId = "i4" }, new PinRule { Slot = 2, ItemId = "i0" }, new PinRule { Slot = 1, ItemId = "i1" }, new PinRule { Slot = 3, ItemId = "gone" }, new PinRule { Slot = 4, ItemId = "i3" }],
        };
        using CompiledRules compiled = Compile(rules);
        Assert.Equal([new ResolvedPin(2, 0), new(5, 4)], compiled.Pins);
        Assert.Equal(
            ["Place 1 was not given to i1: The user refused it on 2026-11-23.", "Place 3 was not given to gone: There is no such item.", "Place 4 was not given to i3: Its id is on the list."],
            compiled.SkippedPins.Select(pin => pin.Effect.Text));
        Assert.Equal([2, 0, 4], Fill([2], compiled, 10));
        Assert.Equal([2, 0], Fill([0, 2], compiled, 4));
    }

    [Fact]
    public void Caps_leave_room_for_other_kinds_gorse_785()
    {
        var rules = new RankingRules { Caps = [new CapRule { By = "category", Most = 1, First = 2 }] };
        using CompiledRules compiled = Compile(rules);
        Assert.Equal([0, 2, 1, 3, 4], Fill([0, 1, 2, 3, 4], compiled, 5));

        using CompiledRules pinned = Compile(rules with { Pins = [new PinRule { Slot = 2, ItemId = "i1" }] });
        Assert.Equal([2, 1, 0, 3, 4], Fill([0, 2, 3, 4], pinned, 5));

        using CompiledRules two = Compile(new RankingRules { Caps = [new CapRule { By = "category", Most = 1 }, new CapRule { By = "creator", Most = 1 }] });
        Assert.Equal([0, 2, 4], Fill([0, 1, 2, 3, 4], two, 5));
    }

    [Fact]
    public void Languages_count_without_script_and_region()
    {
        _index = FilterSamples.Index([.. new[] { "zh-Hans", "ZH-Hant", "en" }.Select(language => FilterSamples.Item(new ItemFields { Language = language }))]);
        using CompiledRules compiled = Compile(new RankingRules { Caps = [new CapRule { By = "language", Most = 1 }] });
        Assert.Equal([0, 2], Fill([0, 1, 2], compiled, 3));
    }

    [Fact]
    public void What_hides_an_item_is_told_exactly_when_it_is_hidden() =>
        Gen.Select(FilterSamples.Nodes, FilterSamples.Nodes, FilterSamples.Items.Array[1, 80], Gen.Int[0, 100].Array[0, 5], Gen.Bool).Sample((filter, when, items, ids, own) =>
        {
            var rules = new RankingRules
            {
                Filter = filter.ToString(),
                Exclude = [.. ids.Select(id => $"i{id}")],
                IncludeOwn = own,
                Availability = [new AvailabilityRule { When = when.ToString(), Context = new Dictionary<string, IReadOnlyList<string>> { ["device"] = ["mobile"] } }],
            };
            ItemIndex index = FilterSamples.Index(items);
            var request = new RuleContext(index, _profile, "news", _context, Now);
            using var compiled = new CompiledRules(RuleSet.Of(rules), request);
            using var allowed = new PositionSet(items.Length);
            allowed.AddAll();
            compiled.Allow(allowed);
            for (int position = 0; position < items.Length; position++)
                Assert.Equal(allowed.Contains(position), compiled.HiddenBy(position).Count == 0);
        }, iter: 200);

    [Fact]
    public void Rules_of_a_request_come_on_top_of_those_of_a_policy()
    {
        RuleSet policy = RuleSet.Of(new RankingRules
        {
            Filter = "price < 20",
            Exclude = ["i4"],
            Seen = [],
            Pins = [new PinRule { Slot = 1, ItemId = "i1" }, new PinRule { Slot = 2, ItemId = "i2" }],
            Boosts = [new BoostRule { When = "has id", Times = 2 }],
        });
        RuleSet request = RuleSet.Of(new RankingRules
        {
            Filter = "category = \"news\"",
            Exclude = ["i3"],
            Pins = [new PinRule { Slot = 1, ItemId = "i3" }, new PinRule { Slot = 4, ItemId = "i2" }],
            Boosts = [new BoostRule { When = "has id", Times = 3 }],
        });
        RuleSet both = policy.With(request);
        Happens(EventType.View, 0, days: 1);
        using var compiled = new CompiledRules(both, Context(Now));
        Assert.Equal("0", Allowed(compiled));
        Assert.Equal(MathF.Log(6), compiled.Boost(0), 1e-6f);
        Assert.Equal([new ResolvedPin(4, 2)], compiled.Pins);
    }

    private static CatalogueItem Item(double price, string category, string creator) =>
        FilterSamples.Item(new ItemFields { Price = price, Categories = [category], Creator = creator });

    private static RankingRules Seen(params SeenRule[] seen) => new() { Seen = seen };

    private void Happens(EventType type, int item, int days) => _profile.Apply(new AttentionEvent
    {
        Id = $"{type} {item} {days}",
        Type = type,
        ItemId = $"i{item}",
        UserId = "u",
        Time = Now.AddDays(-days),
    });

    private RuleContext Context(DateTimeOffset now) => new(_index, _profile, _owner, _context, now);

    private CompiledRules Compile(RankingRules rules, DateTimeOffset? now = null) => new(RuleSet.Of(rules), Context(now ?? Now));

    private IReadOnlyList<RuleEffect> Hidden(RankingRules rules, int position)
    {
        using CompiledRules compiled = Compile(rules);
        return compiled.HiddenBy(position);
    }

    private string Allowed(RankingRules rules, DateTimeOffset? now = null)
    {
        using CompiledRules compiled = Compile(rules, now);
        return Allowed(compiled);
    }

    private string Allowed(CompiledRules compiled)
    {
        using var allowed = new PositionSet(_index.Count);
        allowed.AddAll();
        compiled.Allow(allowed);
        return string.Join(' ', Enumerable.Range(0, _index.Count).Where(allowed.Contains));
    }

    /// <summary>A slate of the positions, the first being the best by score.</summary>
    private static int[] Fill(IReadOnlyList<int> ranked, CompiledRules rules, int count)
    {
        ResolvedPin[] pins = [.. rules.Pins.Where(pin => pin.Slot <= count)];
        int[] positions = [.. ranked, .. pins.Select(pin => pin.Position).Except(ranked)];
        Candidate[] candidates = [.. positions.Select((position, i) => new Candidate(position, -i, CandidateSource.Model))];
        MarginalGain gain = MarginalGain.For(candidates, null, _ => null, () => throw new InvalidOperationException());
        return
        [
            .. new ChooseSlate(candidates, gain, rules.CountCaps(count), pins.ToDictionary(pin => pin.Slot - 1, pin => Array.IndexOf(positions, pin.Position)))
                .Run(count, null, 0).Select(item => positions[item.Candidate]),
        ];
    }
}
