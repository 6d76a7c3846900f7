using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Store;
using AttentionFunctions.Testing;
using AttentionFunctions.Train;
using Microsoft.Extensions.DependencyInjection;

namespace AttentionFunctions.OnAzure;

/// <summary>The pipeline on Azurite: as many instances as asked for over one container, each through the same proxy.</summary>
internal sealed class AzurePipeline : IAsyncDisposable
{
    private readonly StoreBehindProxy _store;
    private readonly List<ServiceProvider> _instances = [];

    private AzurePipeline(StoreBehindProxy store) => _store = store;

    public RunningTime Time { get; } = new(IngestFixture.Now);

    public IBlobStore Store => _store.Blobs;

    /// <param name="seed">Of the faults.</param>
    /// <param name="rate">Share of the requests that a fault befalls.</param>
    /// <param name="repeats">How often the client tries again before whoever asked hears of a fault.</param>
    public static async Task<AzurePipeline> StartAsync(Azurite azurite, int seed = 0, double rate = 0, int repeats = 10) =>
        new(await StoreBehindProxy.OpenAsync(azurite, new SeededFaults(seed, rate).Of, repeats: repeats));

    public IServiceProvider Instance()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddAttentionPipeline(new PipelineOptions
        {
            Storage = "UseDevelopmentStorage=true",
            PseudonymKey = new byte[32],
            Training = new TrainingOptions { Ials = new() { Factors = 8, Sweeps = 2 }, Sequence = new() { CoreMinutes = 0.0003, Threads = 1 } },
        });
        services.AddSingleton(Store);
        _instances.Add(services.BuildServiceProvider());
        return _instances[^1];
    }

    public async Task<string[]> NamesAsync(string prefix = "") =>
        [.. (await Store.ListAsync(prefix).ToListAsync()).Select(entry => entry.Name)];

    public static Task<IngestReport> IngestAsync(IServiceProvider instance, IEnumerable<AttentionEvent> events) =>
        instance.GetRequiredService<IngestEvents>().HandleAsync([IngestFixture.Message(events)]);

    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProvider instance in _instances) await instance.DisposeAsync();
        await _store.DisposeAsync();
    }
}
