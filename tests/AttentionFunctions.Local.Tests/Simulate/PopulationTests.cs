using System.Text;
using AttentionFunctions.Events;
using Xunit;

namespace AttentionFunctions.Local.Simulate;

public sealed class PopulationTests
{
    private static readonly SimulationOptions Options = new() { End = new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero) };

    private static readonly Population Default = Population.Generate(Options);

    private static readonly DateTimeOffset Start = Options.End.AddDays(-Options.Days);

    [Fact]
    public void Same_seed_gives_the_same_events() =>
        Assert.Equal(EventWriter.Write(Default.Events), EventWriter.Write(Population.Generate(Options).Events));

    [Fact]
    public void Another_seed_gives_other_events() =>
        Assert.NotEqual(EventWriter.Write(Default.Events), EventWriter.Write(Population.Generate(Options with { Seed = 2 }).Events));

    [Fact]
    public void Has_the_size_that_was_asked_for()
    {
        Assert.Equal((Options.Items, Options.Users), (Default.Items.Count, Default.Users.Count));
        Assert.Equal(Options.Items, Default.Items.Select(item => item.Fields.Title).Distinct().Count());
        Assert.Equal(Options.Users, Default.Users.Select(user => user.Name).Distinct().Count());
        Assert.InRange(Default.Events.Count, 25_000, 45_000);
    }

    [Fact]
    public void Every_event_is_valid_and_comes_back_unchanged()
    {
        foreach (AttentionEvent @event in Default.Events)
        {
            byte[] written = EventWriter.Write(@event);
            EventBatch batch = EventReader.Read(written, Options.End);
            Assert.Empty(batch.Rejections.SelectMany(rejection => rejection.Reasons));
            Assert.Equal(written, EventWriter.Write(Assert.Single(batch.Events)));
        }
    }

    /// <summary>Times are cut to the millisecond, which once put the first items before the start and lost them.</summary>
    [Fact]
    public void Every_item_is_published_whatever_the_fraction_of_the_end() => Assert.Equal(
        Options.Items,
        Population.Generate(Options with { End = Options.End.AddTicks(1234) }).Events.Count(@event => @event.Type == EventType.ItemUpserted));

    [Fact]
    public void Every_bad_payload_gives_only_rejections() => Assert.All(Default.BadPayloads, payload =>
    {
        EventBatch batch = EventReader.Read(payload, Options.End);
        Assert.True(batch.Events.Count == 0 && batch.Rejections.Count > 0, Encoding.UTF8.GetString(payload));
    });

    [Fact]
    public void Events_are_in_order_within_the_period_and_their_ids_differ()
    {
        Assert.Equal(Default.Events.OrderBy(@event => @event.Time), Default.Events);
        Assert.All(Default.Events, @event => Assert.True(@event.Time >= Start && @event.Time < Options.End));
        Assert.Equal(Default.Events.Count, Default.Events.Select(@event => @event.Id).Distinct().Count());
        Assert.Equal("sim-000001", Default.Events[0].Id);
    }

    [Fact]
    public void Every_item_is_upserted_once_before_anyone_meets_it()
    {
        HashSet<string> known = [];
        foreach (AttentionEvent @event in Default.Events.Where(@event => @event.ItemId is not null))
        {
            Assert.Equal(@event.Type == EventType.ItemUpserted, known.Add(@event.ItemId!));
        }

        Assert.Equal(Default.Items.Select(item => item.Id).Order(), known.Order());
    }

    [Fact]
    public void Every_type_of_behaviour_and_attention_occurs() => Assert.Superset(
        EventTypes.All.Where(type => type.IsBehaviour() || type.IsAttention()).ToHashSet(),
        Default.Events.Select(@event => @event.Type).ToHashSet());

    [Fact]
    public void Cold_items_have_no_behaviour()
    {
        HashSet<string> cold = [.. Default.Items.Where(item => item.IsCold).Select(item => item.Id)];
        Assert.Equal(20, cold.Count);
        Assert.DoesNotContain(Default.Events, @event => @event.Type.IsBehaviour() && @event.ItemId is { } item && cold.Contains(item));
    }

    [Theory]
    [InlineData(1, 60, 2)]
    [InlineData(3, 1500, 90)]
    public void Other_sizes_work_too(int users, int items, int days)
    {
        Population population = Population.Generate(Options with { Users = users, Items = items, Days = days });
        Assert.Equal((users, items), (population.Users.Count, population.Items.Count));
        Assert.Equal(items, population.Items.Select(item => item.Fields.Title).Distinct().Count());
    }

    [Fact]
    public void Options_out_of_range_are_all_told()
    {
        string message = Assert.Throws<ArgumentException>(
            () => Population.Generate(new SimulationOptions { Users = 0, Items = 5, Days = 1, StrayShare = 1, End = default })).Message;
        Assert.All(["Users", "Items", "Days", "StrayShare", "End"], name => Assert.Contains(name, message, StringComparison.Ordinal));
    }
}
