using System.Text;
using AttentionFunctions.Store;
using AttentionFunctions.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AttentionFunctions.Decide;

/// <summary>One or more instances of the pipeline over one folder and one clock that moves when told.</summary>
internal sealed class DecisionFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<ServiceProvider> _instances = [];

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public string Path => _folder.Path;

    public IServiceProvider Instance()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddAttentionPipeline(new PipelineOptions { Storage = _folder.Path, PseudonymKey = new byte[32] });
        services.AddSingleton<IBlobStore>(new FolderBlobStore(_folder.Path, Time));
        _instances.Add(services.BuildServiceProvider());
        return _instances[^1];
    }

    public static async Task<DecisionEntry> DecideAsync(IServiceProvider instance, string id, string segment = "a", bool deferred = false)
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""
            {"eventId":"{{id}}","deferActivation":{{(deferred ? "true" : "false")}},"contextFeatures":[{"segment":"{{segment}}"}],
             "actions":[{"id":"one","features":[{"n":1}]},{"id":"two","features":[{"n":2}]},{"id":"three","features":[{"n":3}]}]}
            """);
        return (await instance.GetRequiredService<Decider>().DecideAsync(DecisionCall.Read(body, multiSlot: false), default)).Entry;
    }

    public static Task RewardAsync(IServiceProvider instance, string id, double value) => instance.GetRequiredService<Decider>().RewardAsync(id, value);

    public static Task<DecisionState?> LearnAsync(IServiceProvider instance) => instance.GetRequiredService<LearnFromDecisions>().RunAsync();

    public static async Task<List<JoinedDecision>> JoinedAsync(IServiceProvider instance)
    {
        var all = new List<JoinedDecision>();
        await foreach (JoinedDecision joined in instance.GetRequiredService<DecisionLog>().ReadJoinedAsync()) all.Add(joined);
        return all;
    }

    public void Dispose()
    {
        foreach (ServiceProvider instance in _instances) instance.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Dispose();
    }
}
