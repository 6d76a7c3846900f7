using System.Diagnostics;
using AttentionFunctions.Store;
using AttentionFunctions.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AttentionFunctions.Decide;

/// <summary>Several instances over Azure's storage as Microsoft's emulator plays it: conditional writes, leases and create-only segments are real.</summary>
public sealed class DecisionsOnAzuriteTests(Azurite azurite) : IAsyncLifetime
{
    private readonly string _container = Azurite.NewContainer();
    private readonly List<ServiceProvider> _instances = [];
    private string _connection = "";

    public async ValueTask InitializeAsync() => _connection = await azurite.ConnectionAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProvider instance in _instances) await instance.DisposeAsync();
    }

    [Fact]
    public async Task Many_instances_lose_nothing_and_learn_everything_once()
    {
        const int perInstance = 40;
        ServiceProvider[] instances = [Instance(), Instance(), Instance()];
        await Task.WhenAll(instances.Select((instance, i) => instance.GetRequiredService<DecisionStore>().ConfigureAsync(c => c with
        {
            Rules = [.. c.Rules, new OverrideRule($"rule-{i}", new Dictionary<string, System.Text.Json.JsonElement>(), [$"x{i}"])],
        })));
        Assert.Equal(3, (await instances[0].GetRequiredService<DecisionStore>().ReadConfigurationAsync()).Rules.Count);

        // Rewards go to another instance than the one that decided.
        await Task.WhenAll(Enumerable.Range(0, 3 * perInstance).Select(async n =>
        {
            await DecisionFixture.DecideAsync(instances[n % 3], $"e{n}");
            await DecisionFixture.RewardAsync(instances[(n + 1) % 3], $"e{n}", 1);
        }));

        // An hour later all three want to learn at the same time, twice: the lease lets one, and the state's ETag keeps the others' hands off.
        ServiceProvider[] later = [Instance(TimeSpan.FromHours(1)), Instance(TimeSpan.FromHours(1)), Instance(TimeSpan.FromHours(1))];
        for (int round = 0; round < 2; round++) await Task.WhenAll(later.Select(DecisionFixture.LearnAsync));
        DecisionState state = await later[0].GetRequiredService<DecisionStore>().ReadStateAsync();
        Assert.Equal((120L, 120L, 120L, 120.0), (state.Counts.Joined, state.Counts.Rewarded, state.Serving.Learnt, state.Counts.RewardSum));
        Assert.Equal(120, (await DecisionFixture.JoinedAsync(later[1])).Count);
        Assert.Empty(await later[2].GetRequiredService<DecisionLog>().SegmentsAsync(DateTimeOffset.MaxValue, default));
    }

    [Fact]
    public async Task What_a_killed_instance_had_answered_is_not_lost()
    {
        _ = Instance(); // makes the container
        using Process process = Probe.Start("decide", _connection, _container, "k");
        var lines = new List<string>();
        while (lines.Count < 200 && await process.StandardOutput.ReadLineAsync() is { } line) lines.Add(line);
        process.Kill();
        while (await process.StandardOutput.ReadLineAsync() is { } line) lines.Add(line);
        await process.WaitForExitAsync();
        // The last line may be cut off; what it would have said is not promised.
        string[] rewarded = [.. lines[..^1].Select(line => line.Split(' ')).Where(words => words[0] == "rewarded").Select(words => words[1])];

        ServiceProvider later = Instance(TimeSpan.FromHours(1));
        await DecisionFixture.LearnAsync(later);
        Dictionary<string, JoinedDecision> joined = (await DecisionFixture.JoinedAsync(later)).ToDictionary(j => j.Decision.Id);
        Assert.True(rewarded.Length > 50);
        Assert.All(rewarded, id => Assert.Equal((true, 1.0), (joined[id].Rewarded, joined[id].Rewards[0])));
    }

    private ServiceProvider Instance(TimeSpan ahead = default)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(new TimeAhead(ahead));
        services.AddAttentionPipeline(new PipelineOptions { Storage = "unused", PseudonymKey = new byte[32] });
        services.AddSingleton(BlobStores.Open(_connection, _container));
        _instances.Add(services.BuildServiceProvider());
        return _instances[^1];
    }

    /// <summary>The real clock, later: waits between tries are real, and nothing has to wait for a reward's time to be over.</summary>
    private sealed class TimeAhead(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }
}
