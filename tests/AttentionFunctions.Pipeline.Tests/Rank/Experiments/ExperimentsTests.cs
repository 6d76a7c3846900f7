using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Store;
using Xunit;

namespace AttentionFunctions.Rank;

public sealed class ExperimentsTests : IDisposable
{
    private static readonly Experiment Halves = new([new("old", 1), new("new", 1, "shop")]);

    private readonly IngestFixture _fixture = new();

    private Experiments Experiments => _fixture.Get<Experiments>();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Arms_are_asked_for_by_name_and_the_first_one_is_everybodys_once_it_is_over()
    {
        Assert.Null(await Experiments.ArmOfAsync("front", "u1"));
        StoredExperiment stored = (await Experiments.TryWriteAsync("front", Halves, null))!;
        string[] users = [.. Enumerable.Range(0, 50).Select(i => $"u{i}")];
        foreach (string user in users) Assert.Equal(Halves.ArmOf("front", user), await Experiments.ArmOfAsync("front", user));

        await Experiments.TryWriteAsync("front", Halves with { EndsAt = IngestFixture.Now.AddDays(1) }, stored);
        string someone = users.First(user => Halves.ArmOf("front", user).Name == "new");
        Assert.Equal("new", (await Experiments.ArmOfAsync("front", someone))!.Name);
        _fixture.Time.Advance(TimeSpan.FromDays(1));
        foreach (string user in users) Assert.Equal("old", (await Experiments.ArmOfAsync("front", user))!.Name);
    }

    [Fact]
    public async Task Whoever_writes_must_have_seen_what_they_replace()
    {
        StoredExperiment first = (await Experiments.TryWriteAsync("front", Halves, null))!;
        Assert.Null(await Experiments.TryWriteAsync("front", Halves, null));
        Assert.NotNull(await Experiments.TryWriteAsync("front", Halves with { EndsAt = IngestFixture.Now.AddDays(9) }, first));
        Assert.Null(await Experiments.TryWriteAsync("front", Halves, first));
        Assert.Equal("front", (await Experiments.ListAsync()).Single().Name);
    }

    [Fact]
    public async Task Other_weights_go_on_with_the_measurement_and_other_treatments_start_it_anew()
    {
        StoredExperiment stored = (await Experiments.TryWriteAsync("front", Halves, null))!;
        _fixture.Time.Advance(TimeSpan.FromDays(1));
        stored = (await Experiments.TryWriteAsync("front", new Experiment([new("old", 1), new("new", 9, "shop")]), stored))!;
        Assert.Equal(IngestFixture.Now, stored.StartedAt);
        Assert.Equal(2, (await Experiments.ReadAsync("front"))!.Weightings.Count);
        stored = (await Experiments.TryWriteAsync("front", new Experiment([new("old", 1), new("new", 9, "other")]), stored))!;
        Assert.Equal(IngestFixture.Now.AddDays(1), stored.StartedAt);
        Assert.Single(stored.Weightings);
    }

    [Fact]
    public async Task The_report_compares_what_users_of_the_arms_chose_since_the_start()
    {
        string[] users = [.. Enumerable.Range(0, 60).Select(i => $"u{i}")];
        await LogAsync(users.Select(user => Happens(user, EventType.Purchase, IngestFixture.Now.AddHours(-1))));
        await Experiments.TryWriteAsync("front", Halves, null);
        string ArmOf(string user) => Halves.ArmOf("front", _fixture.KeyOf(user)).Name;

        // Everybody is shown something and views it; in the new arm, they like it too. What happens in the running hour waits.
        DateTimeOffset at = IngestFixture.Now.AddMinutes(5);
        _fixture.Time.Advance(TimeSpan.FromMinutes(70));
        await LogAsync(users.SelectMany(user => ArmOf(user) == "new"
            ? new[] { Happens(user, EventType.Impression, at), Happens(user, EventType.View, at), Happens(user, EventType.Like, at), Happens(user, EventType.Purchase, at.AddMinutes(60)) }
            : [Happens(user, EventType.Impression, at), Happens(user, EventType.View, at)]));
        await LogAsync(users.Where(user => ArmOf(user) == "new").Take(1).Select(user => Happens(user, EventType.Dismiss, at)));

        ExperimentReport report = (await _fixture.Get<ReportExperiment>().HandleAsync("front"))!;
        Assert.Equal((IngestFixture.Now, IngestFixture.Now.AddHours(1)), (report.From, report.Until));
        int old = users.Count(user => ArmOf(user) == "old"), @new = users.Length - old;
        Assert.Equal([(old, (long)old), (@new, @new)], report.Arms.Select(arm => (arm.Users!.Value, arm.Impressions!.Value)));
        Assert.Equal(1, report.Arms[0].ValuePerUser!.Value, 9);
        Assert.Equal(3 - 1.0 / @new, report.Arms[1].ValuePerUser!.Value, 9);
        Assert.Null(report.Arms[0].Difference);
        ArmDifference difference = report.Arms[1].Difference!;
        Assert.Equal(2 - 1.0 / @new, difference.PerUser, 9);
        Assert.Equal(2 - 1.0 / @new, difference.Relative!.Value, 9);
        Assert.InRange(difference.Lower, 1.8, difference.PerUser);
        Assert.InRange(difference.Upper, difference.PerUser, 2.2);
        Assert.Contains(report.Notes, note => note.StartsWith("The experiment is running", StringComparison.Ordinal));
        Assert.Null(await _fixture.Get<ReportExperiment>().HandleAsync("none"));
    }

    [Fact]
    public async Task An_arm_of_fewer_than_five_users_has_no_figures()
    {
        await Experiments.TryWriteAsync("front", Halves, null);
        string[] few = [.. Of("new", 4)], enough = [.. Of("old", 5)];
        _fixture.Time.Advance(TimeSpan.FromHours(2));
        await LogAsync(few.Concat(enough).Select(user => Happens(user, EventType.View, IngestFixture.Now.AddMinutes(1))));

        ExperimentReport report = (await _fixture.Get<ReportExperiment>().HandleAsync("front"))!;
        Assert.Equal(new ArmReport("old", 1, 5, 0, 1), report.Arms[0]);
        Assert.Equal(new ArmReport("new", 1), report.Arms[1]);
    }

    [Fact]
    public async Task In_its_first_hour_a_measurement_has_nothing_to_tell()
    {
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));
        await Experiments.TryWriteAsync("front", Halves, null);
        await LogAsync(Of("old", 9).Select(user => Happens(user, EventType.View, _fixture.Time.GetUtcNow())));
        ExperimentReport report = (await _fixture.Get<ReportExperiment>().HandleAsync("front"))!;
        Assert.Equal(report.From, report.Until);
        Assert.All(report.Arms, arm => Assert.Null(arm.Users));
    }

    [Fact]
    public async Task Two_reports_subtracted_tell_about_five_people_or_nobody()
    {
        await Experiments.TryWriteAsync("front", Halves, null);
        string[] old = [.. Of("old", 7)], @new = [.. Of("new", 7)];
        async Task<ExperimentReport> AfterAnHourAsync(params IEnumerable<string> users)
        {
            await LogAsync(users.Select(user => Happens(user, EventType.View, _fixture.Time.GetUtcNow())));
            _fixture.Time.Advance(TimeSpan.FromHours(1));
            return (await _fixture.Get<ReportExperiment>().HandleAsync("front"))!;
        }

        ExperimentReport first = await AfterAnHourAsync([.. old, .. @new.Take(4)]);
        Assert.Equal([7, null], first.Arms.Select(arm => arm.Users));

        // One more of the new arm: five are new in it. Then somebody alone, whose event waits for four others.
        ExperimentReport second = await AfterAnHourAsync(@new[4]);
        Assert.Equal([7, 5], second.Arms.Select(arm => arm.Users));
        ExperimentReport third = await AfterAnHourAsync(@new[0], @new[5]);
        Assert.Equal((second.Until, second.Arms[1]), (third.Until, third.Arms[1]));
        ExperimentReport quiet = await AfterAnHourAsync();
        Assert.Equal(second.Until, quiet.Until);
        ExperimentReport last = await AfterAnHourAsync(@new[1], @new[2], @new[6]);
        Assert.Equal((IngestFixture.Now.AddHours(5), 7), (last.Until, last.Arms[1].Users!.Value));
        Assert.Equal(10.0 / 7, last.Arms[1].ValuePerUser!.Value, 9);
    }

    [Fact]
    public async Task Users_whom_a_change_of_weights_moved_are_left_out()
    {
        StoredExperiment stored = (await Experiments.TryWriteAsync("front", Halves, null))!;
        var after = new Experiment([new("old", 1), new("new", 5, "shop")]);
        await Experiments.TryWriteAsync("front", after, stored);
        string[] users = [.. Enumerable.Range(0, 80).Select(i => $"u{i}")];
        _fixture.Time.Advance(TimeSpan.FromHours(2));
        await LogAsync(users.Select(user => Happens(user, EventType.View, IngestFixture.Now.AddMinutes(1))));

        ExperimentReport report = (await _fixture.Get<ReportExperiment>().HandleAsync("front"))!;
        int moved = users.Count(user => Halves.ArmOf("front", _fixture.KeyOf(user)).Name != after.ArmOf("front", _fixture.KeyOf(user)).Name);
        Assert.InRange(moved, ArmTally.LeastUsers, 60);
        Assert.Equal(moved, report.MovedUsers);
        Assert.Equal(users.Length - moved, report.Arms.Sum(arm => arm.Users));
    }

    [Fact]
    public async Task Shares_that_chance_does_not_explain_are_told()
    {
        await Experiments.TryWriteAsync("front", Halves, null);
        _fixture.Time.Advance(TimeSpan.FromHours(2));
        await LogAsync(Of("old", 60).Concat(Of("new", 15)).Select(user => Happens(user, EventType.View, IngestFixture.Now.AddMinutes(1))));
        ExperimentReport report = (await _fixture.Get<ReportExperiment>().HandleAsync("front"))!;
        Assert.Contains(report.Notes, note => note.StartsWith("Arm old has 60 of 75 users where its weight says 38", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_or_newer_experiment_says_so()
    {
        await _fixture.Store.TryCreateAsync(BlobLayout.Experiment("front"), "{}"u8.ToArray());
        await Assert.ThrowsAsync<InvalidDataException>(() => Experiments.ReadAsync("front"));
    }

    private async Task LogAsync(IEnumerable<AttentionEvent> events)
    {
        AttentionEvent[] stored = [.. events.Select(_fixture.Get<Pseudonyms>().Of)];
        if (stored.Length > 0) await _fixture.Get<EventLog>().AppendAsync(stored);
    }

    private IEnumerable<string> Of(string arm, int count) =>
        Enumerable.Range(0, 1000).Select(i => $"u{i}").Where(user => Halves.ArmOf("front", _fixture.KeyOf(user)).Name == arm).Take(count);

    private static AttentionEvent Happens(string user, EventType type, DateTimeOffset at) => new()
    {
        Id = $"{user} {type} {at:O}",
        Type = type,
        Time = at,
        UserId = user,
        ItemId = "item",
    };
}
