using AttentionFunctions.Ingest;
using AttentionFunctions.Local.Queue;

namespace AttentionFunctions.Local.Hosting;

/// <summary>The pipeline with a SQLite file for a queue.</summary>
internal static class LocalPipeline
{
    public static IServiceCollection AddLocalPipeline(this IServiceCollection services, LocalOptions options)
    {
        services.AddAttentionPipeline(options.ToPipelineOptions());
        services.AddSingleton(options);
        services.AddSingleton(provider => new SqliteQueue(options.QueueFile, time: provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IEventQueue>(provider => provider.GetRequiredService<SqliteQueue>());
        services.AddSingleton(provider => new QueuePump(
            provider.GetRequiredService<SqliteQueue>(),
            (messages, cancel) => provider.GetRequiredService<IngestEvents>().HandleAsync(messages, cancel),
            new QueuePumpOptions(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<QueuePump>>()));
        return services;
    }
}
