using System.Text;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Profiles;
using AttentionFunctions.Rank;
using AttentionFunctions.Store;
using AttentionFunctions.Testing;
using Xunit;

namespace AttentionFunctions.Ingest;

public sealed class RebuildFromLogTests : IDisposable
{
    private readonly IngestFixture _fixture = new();

    public static TheoryData<string> Damages => ["none", "deleted", "corrupted", "emptied", "wrong"];

    public void Dispose() => _fixture.Dispose();

    [Theory, MemberData(nameof(Damages))]
    public async Task Whatever_became_of_the_derived_state_the_log_makes_it_again(string damage)
    {
        await FillAsync(_fixture);
        string[] before = await _fixture.StateAsync();
        string vectors = await VectorsAsync(_fixture);
        await DamageAsync(damage);

        RebuildReport report = await _fixture.Get<RebuildFromLog>().RunAsync();

        Assert.Equal(new RebuildReport(RebuildOutcome.Rebuilt, 120, 6, damage == "none" ? 0 : 6, damage == "wrong" ? 1 : 0, 8), report);
        Assert.Equal(before, await _fixture.StateAsync());
        Assert.Equal(vectors, await VectorsAsync(_fixture));

        // An instance that starts now, and not only the one that rebuilt.
        Assert.Equal(vectors, Describe(await new CatalogueStore(_fixture.Store, _fixture.Time).CurrentAsync()));
        Assert.Equal(0, (await _fixture.Get<RebuildFromLog>().RunAsync()).Changed);
    }

    [Fact]
    public async Task Recommendations_are_as_before()
    {
        await FillAsync(_fixture);
        string[] before = await RecommendedAsync();
        Assert.NotEmpty(before);
        await DamageAsync("deleted");
        await _fixture.Get<RebuildFromLog>().RunAsync();
        Assert.Equal(before, await RecommendedAsync());

        async Task<string[]> RecommendedAsync()
        {
            _fixture.Time.Advance(TimeSpan.FromMinutes(5));
            Slate slate = await _fixture.Get<RecommendForUser>().HandleAsync(new RankRequest(_fixture.KeyOf("user1"), 5));
            return [.. slate.Items.Select(item => item.ItemId)];
        }
    }

    [Fact]
    public async Task A_log_in_many_passes_gives_the_same_as_in_one()
    {
        await FillAsync(_fixture);
        string[] before = await _fixture.StateAsync();
        await DamageAsync("deleted");
        RebuildReport report = await _fixture.Get<RebuildFromLog>().RebuildAsync(null, passBytes: 1000, default);
        Assert.Equal((120L, 6, 8), (report.Events, report.People, report.Items));
        Assert.Equal(before, await _fixture.StateAsync());
    }

    /// <summary>At every step of a rebuild another instance takes events of people known and unknown, and items.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_arrives_meanwhile_is_neither_lost_nor_doubled(int seed)
    {
        AttentionEvent[] early = Events(seed, 0, 120), late = Events(seed + 100, 120, 40);
        using var undisturbed = new IngestFixture();
        await undisturbed.IngestAsync([.. early, .. late]);

        var clock = new RunningTime(IngestFixture.Now);
        using var fixture = new IngestFixture(clock: clock);
        await fixture.IngestAsync(early);
        await DamageAsync(fixture, "wrong");
        var waiting = new Queue<AttentionEvent>(late);
        using var other = new IngestFixture(_ => fixture.Store, clock: clock);
        var between = new OnEach(() =>
        {
            // Two events at a time; a progress report cannot be awaited.
            AttentionEvent[] some = [.. Enumerable.Range(0, Math.Min(2, waiting.Count)).Select(_ => waiting.Dequeue())];
            if (some.Length > 0) other.IngestAsync(some).GetAwaiter().GetResult();
        });
        RebuildReport report = await fixture.Get<RebuildFromLog>().RebuildAsync(between, passBytes: 3000, default);
        Assert.Equal(RebuildOutcome.Rebuilt, report.Outcome);
        Assert.True(waiting.Count < late.Length - 10, "Too little arrived during the rebuild to show anything.");
        await other.IngestAsync([.. waiting]);

        Assert.Equal(await undisturbed.StateAsync(), await fixture.StateAsync());
    }

    [Fact]
    public async Task Killed_at_any_write_it_leaves_what_a_second_run_completes()
    {
        await FillAsync(_fixture);
        string[] before = await _fixture.StateAsync();
        bool failed = true;
        for (int write = 1; failed; write++)
        {
            await DamageAsync("wrong");
            FailingStore? failing = null;
            using var dying = new IngestFixture(_ => failing = new FailingStore(_fixture.Store, write));
            Exception? thrown = await Record.ExceptionAsync(() => dying.Get<RebuildFromLog>().RunAsync());
            failed = failing!.Failed;
            Assert.Equal(failed, thrown is IOException);

            // Every profile is a whole one, old or new.
            foreach ((string name, byte[] content) in await _fixture.BlobsAsync(BlobLayout.ProfilesPrefix)) ProfileFormat.Read(content, name);
            await _fixture.Get<RebuildFromLog>().RunAsync();
            Assert.Equal(before, await _fixture.StateAsync());
            Assert.InRange(write, 1, 30);
        }
    }

    [Fact]
    public async Task Cancelled_it_stops_and_gives_the_lease_back()
    {
        await FillAsync(_fixture);
        await DamageAsync("deleted");
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _fixture.Get<RebuildFromLog>().RunAsync(progress: new OnEach(stop.Cancel), cancel: stop.Token));
        Assert.Equal(RebuildOutcome.Rebuilt, (await _fixture.Get<RebuildFromLog>().RunAsync()).Outcome);
    }

    [Fact]
    public async Task Without_a_log_or_while_another_is_at_work_nothing_changes()
    {
        Assert.Equal(RebuildOutcome.NoLog, (await _fixture.Get<RebuildFromLog>().RunAsync()).Outcome);
        Assert.Empty(await _fixture.BlobsAsync());
        await FillAsync(_fixture);
        await using IBlobLease? held = await _fixture.Store.TryAcquireLeaseAsync(BlobLayout.RetrainLease, TimeSpan.FromSeconds(60));
        await DamageAsync("deleted");
        Assert.Equal(RebuildOutcome.AlreadyRunning, (await _fixture.Get<RebuildFromLog>().RunAsync()).Outcome);
        Assert.Empty(await _fixture.BlobsAsync(BlobLayout.ProfilesPrefix));
    }

    [Fact]
    public async Task A_catalogue_of_a_newer_program_is_left_alone()
    {
        await FillAsync(_fixture);
        byte[] newer = """{"formatVersion":9,"segments":[]}"""u8.ToArray();
        await _fixture.Store.UpdateAsync(BlobLayout.ItemsPointer, _ => newer);
        await Assert.ThrowsAsync<InvalidDataException>(() => _fixture.Get<RebuildFromLog>().RunAsync());
        Assert.Equal(newer, (await _fixture.Store.ReadAsync(BlobLayout.ItemsPointer))!.Content.ToArray());
    }

    private Task DamageAsync(string damage) => DamageAsync(_fixture, damage);

    private static async Task DamageAsync(IngestFixture fixture, string damage)
    {
        string[] derived = [.. (await fixture.BlobsAsync(BlobLayout.ProfilesPrefix)).Keys, BlobLayout.ItemsPointer];
        foreach (string name in derived)
        {
            if (damage == "deleted") await fixture.Store.DeleteAsync(name);
            if (damage == "corrupted") await fixture.Store.UpdateAsync(name, _ => "no such thing"u8.ToArray());
            if (damage == "emptied") await fixture.Store.UpdateAsync(name, _ => []);
        }

        if (damage != "wrong") return;
        foreach (string name in derived.SkipLast(1)) await fixture.Store.UpdateAsync(name, _ => ProfileFormat.Write(new Profile()));
        await fixture.Store.UpdateAsync(BlobLayout.Profile("nobody"), _ => ProfileFormat.Write(new Profile()));
        await new CatalogueStore(fixture.Store, fixture.Time).AddAsync([Ghost()]);
    }

    /// <summary>An item that the log knows nothing of.</summary>
    private static CatalogueItem Ghost() => new("ghost", new ItemFields { Title = "Ghost" }, IngestFixture.Now, "none", Removed: false, default, "");

    private static async Task FillAsync(IngestFixture fixture)
    {
        foreach (AttentionEvent[] batch in Events(seed: 1, first: 0, count: 120).Chunk(17)) await fixture.IngestAsync(batch);
    }

    private static AttentionEvent[] Events(int seed, int first, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(first, count).Select(i => (i % 12) switch
        {
            0 => new AttentionEvent { Id = $"e{i:000}", Type = EventType.ItemUpserted, Time = Time(), ItemId = $"item{i / 12 % 8}", Item = new ItemFields { Title = $"Tea and title {i}" } },
            1 => new AttentionEvent { Id = $"e{i:000}", Type = EventType.UserUpdated, Time = Time(), UserId = User(), User = new UserFields { TimeZone = "Europe/Berlin" } },
            2 => new AttentionEvent { Id = $"e{i:000}", Type = EventType.Focus, Time = Time(), UserId = User(), Category = "coding", Seconds = random.Next(1, 900) },
            3 => new AttentionEvent { Id = $"e{i:000}", Type = EventType.ItemRemoved, Time = Time().AddDays(-1), ItemId = $"item{i / 12 % 8}" },
            _ => new AttentionEvent { Id = $"e{i:000}", Type = EventType.View, Time = Time(), UserId = User(), ItemId = $"item{random.Next(8)}", DwellSeconds = random.Next(1, 90) },
        })];

        DateTimeOffset Time() => IngestFixture.Now.AddMinutes(-random.Next(600));
        string User() => $"user{random.Next(first == 0 ? 6 : 9)}";
    }

    private static async Task<string> VectorsAsync(IngestFixture fixture) => Describe(await fixture.Get<CatalogueStore>().RefreshAsync());

    private static string Describe(ItemCatalogue catalogue)
    {
        var text = new StringBuilder();
        foreach (CatalogueItem item in catalogue.States.OrderBy(item => item.Id, StringComparer.Ordinal))
            text.AppendLine($"{item.Id} {item.EventId} {item.Removed} {item.VectorSpace} {string.Join(' ', item.Vector.ToArray())}");
        return text.ToString();
    }

    private sealed class OnEach(Action act) : IProgress<RebuildProgress>
    {
        private readonly Lock _gate = new();

        public void Report(RebuildProgress value)
        {
            lock (_gate) act();
        }
    }
}
