using AttentionFunctions.Ingest;
using AttentionFunctions.Local.Queue;

namespace AttentionFunctions.Local.Hosting;

/// <summary>The pipeline with a SQLite file for a queue.</summary>
internal static class LocalPipeline
{
    /// <summary>As the queue in Azure has it: infra/modules/servicebus.bicep.</summary>
    private static readonly TimeSpan DuplicateWindow = TimeSpan.FromMinutes(10);

    public static IServiceCollection AddLocalPipeline(this IServiceCollection services, LocalOptions options)
    {
        services.AddAttentionPipeline(options.ToPipelineOptions());
        services.AddSingleton(options);
        services.AddSingleton(provider => new SqliteQueue(
            options.QueueFile, new SqliteQueueOptions { DuplicateWindow = DuplicateWindow }, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IEventQueue>(provider => provider.GetRequiredService<SqliteQueue>());
        services.AddSingleton(provider => new QueuePump(
            provider.GetRequiredService<SqliteQueue>(),
            (messages, cancel) => provider.GetRequiredService<IngestEvents>().HandleAsync(messages, cancel),
            new QueuePumpOptions(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<QueuePump>>()));
        return services;
    }
}
