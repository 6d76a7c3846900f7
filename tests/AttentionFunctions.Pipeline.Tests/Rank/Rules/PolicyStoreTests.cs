using AttentionFunctions.Ingest;
using AttentionFunctions.Store;
using Xunit;

namespace AttentionFunctions.Rank;

public sealed class PolicyStoreTests : IDisposable
{
    private readonly IngestFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private PolicyStore Policies => _fixture.Get<PolicyStore>();

    [Fact]
    public async Task Every_change_is_a_version_and_an_earlier_one_can_be_made_current_again()
    {
        Assert.Null(await Policies.ReadStateAsync("front"));
        Assert.Equal(1, (await Policies.SaveAsync("front", Filter("price < 1"))).Version);
        Assert.Equal(2, (await Policies.SaveAsync("front", Filter("price < 2"), "dearer")).Version);
        await Policies.SaveAsync("other", new RankingRules());
        Assert.Equal("price < 2", (await Policies.CurrentAsync("front"))!.Rules.Filter!.ToString());

        Assert.Equal(1, (await Policies.RestoreAsync("front", 1))!.Version);
        Assert.Equal("price < 1", (await Policies.CurrentAsync("front"))!.Rules.Filter!.ToString());
        Assert.Null(await Policies.RestoreAsync("front", 7));
        Assert.Equal(3, (await Policies.SaveAsync("front", Filter("price < 3"))).Version);

        Assert.Equal("dearer", (await Policies.ReadAsync("front", 2))!.Note);
        PolicyState front = (await Policies.ListAsync())[0];
        Assert.Equal(("front", 3), (front.Name, front.Current));
        Assert.Equal([1, 2, 3], front.Versions);
        Assert.Equal([1, 2, 1, 3], front.History.Select(turn => turn.Version));
    }

    [Fact]
    public async Task Writers_at_the_same_time_get_a_version_each()
    {
        int[] versions = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(async () =>
            (await new PolicyStore(_fixture.Store, TimeProvider.System).SaveAsync("front", Filter($"price < {i}"))).Version)));
        Assert.Equal([1, 2, 3, 4, 5, 6], versions.Order());
        Assert.Equal(6, (await Policies.ReadStateAsync("front"))!.History.Count);
    }

    [Fact]
    public async Task Rules_with_faults_are_not_stored()
    {
        await Assert.ThrowsAsync<InvalidRulesException>(() => Policies.SaveAsync("front", Filter("prise < 1")));
        Assert.Empty(await _fixture.BlobsAsync(BlobLayout.PoliciesPrefix));
    }

    [Fact]
    public async Task A_change_by_another_instance_shows_within_seconds()
    {
        await Policies.SaveAsync("front", Filter("price < 1"));
        Assert.Equal(1, (await Policies.CurrentAsync("front"))!.Version);
        await new PolicyStore(_fixture.Store, _fixture.Time).SaveAsync("front", Filter("price < 2"));
        Assert.Equal(1, (await Policies.CurrentAsync("front"))!.Version);
        _fixture.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(2, (await Policies.CurrentAsync("front"))!.Version);
        Assert.Null(await Policies.CurrentAsync("none"));
    }

    [Fact]
    public async Task While_the_store_is_away_the_last_known_version_serves()
    {
        bool away = false;
        using var fixture = new IngestFixture(store => new AwayStore(store, () => away));
        PolicyStore policies = fixture.Get<PolicyStore>();
        await policies.SaveAsync("front", Filter("price < 1"));
        Assert.Equal(1, (await policies.CurrentAsync("front"))!.Version);

        away = true;
        fixture.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, (await policies.CurrentAsync("front"))!.Version);
        await Assert.ThrowsAsync<IOException>(async () => await policies.CurrentAsync("never-read"));

        away = false;
        await new PolicyStore(fixture.Store, fixture.Time).SaveAsync("front", Filter("price < 2"));
        fixture.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(2, (await policies.CurrentAsync("front"))!.Version);
    }

    [Fact]
    public async Task A_version_whose_writer_was_killed_does_not_serve_and_its_number_is_not_used_again()
    {
        await Policies.SaveAsync("front", Filter("price < 1"));
        await _fixture.Store.TryCreateAsync(BlobLayout.PolicyVersion("front", 2), (await _fixture.Store.ReadAsync(BlobLayout.PolicyVersion("front", 1)))!.Content);
        Assert.Equal(1, (await Policies.CurrentAsync("front"))!.Version);
        Assert.Equal(3, (await Policies.SaveAsync("front", Filter("price < 3"))).Version);
    }

    private static RankingRules Filter(string filter) => new() { Filter = filter };
}
