using AttentionFunctions.Catalogue;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Rank;

/// <summary>Loads and makes, as soon as a host runs, what its first requests would wait for; they may come before it is done.</summary>
public sealed partial class WarmUp(CatalogueStore catalogue, Views views, RecommendForUser recommend, ILogger<WarmUp> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host's start does not wait.
        await Task.Yield();
        try
        {
            // Without items there is nothing to wait for.
            if ((await catalogue.CurrentAsync(stoppingToken)).Items.Count == 0) return;
            RankingView view = await views.CurrentAsync(stoppingToken);
            _ = view.Texts;
            _ = view.Cold;
            await recommend.HandleAsync(new RankRequest("", 1), stoppingToken);

            // What loading left would stay until the next full collection, which may be hours away.
            if (view.Count >= Views.Large) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
        catch (Exception fault) when (fault is not OperationCanceledException and not OutOfMemoryException)
        {
            // The request that needs it meets the same fault, and its caller is told.
            LogFailed(fault);
        }
    }

    [LoggerMessage(5302, LogLevel.Warning, "Model and catalogue could not be loaded at the start; requests will try again")]
    private partial void LogFailed(Exception fault);
}
