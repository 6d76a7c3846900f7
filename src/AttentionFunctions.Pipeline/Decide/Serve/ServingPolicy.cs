using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Decide;

/// <summary>What this instance decides with, kept in memory and read again every few seconds beside the requests.</summary>
public sealed partial class ServingPolicy(DecisionStore store, RecentDecisions recent, TimeProvider time, ILogger<ServingPolicy> logger)
{
    /// <summary>How long another instance's learning or a change of the configuration may take to arrive here.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _loading = new(1);
    private volatile Loaded? _loaded;

    internal async ValueTask<Loaded> GetAsync(CancellationToken cancel)
    {
        if (_loaded is not { } loaded) return await LoadAsync(cancel);
        if (time.GetUtcNow() - loaded.At >= FreshFor && _loading.CurrentCount > 0) _ = RefreshAsync();
        return loaded;
    }

    /// <summary>After a change made by this instance, which its next request should see.</summary>
    internal void Forget() => _loaded = null;

    private async Task<Loaded> LoadAsync(CancellationToken cancel)
    {
        await _loading.WaitAsync(cancel);
        try
        {
            return _loaded is { } loaded && time.GetUtcNow() - loaded.At < FreshFor ? loaded : _loaded = await ReadAsync(cancel);
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task RefreshAsync()
    {
        try
        {
            await LoadAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or Azure.RequestFailedException)
        {
            // Deciding goes on with what is in memory; the next request tries again.
            LogStale(e);
        }
    }

    private async Task<Loaded> ReadAsync(CancellationToken cancel)
    {
        DecisionConfiguration configuration = await store.ReadConfigurationAsync(cancel);
        for (int attempt = 1; ; attempt++)
        {
            DecisionState state = await store.ReadStateAsync(cancel);
            try
            {
                DecisionPolicy serving = _loaded is { } old && old.State.Serving == state.Serving
                    ? old.Serving
                    : await LoadServingAsync(configuration, state, cancel);
                DecisionPolicy? trial = state.Trial is { Stage: TrialStage.Canary } canary ? await store.LoadAsync(canary.Policy, cancel) : null;
                return new Loaded(configuration, state, serving, trial, time.GetUtcNow());
            }
            catch (FileNotFoundException) when (attempt < 3)
            {
                // A learning step replaced the state between the two reads.
            }
        }
    }

    /// <summary>With what this instance has learnt at once and the step could not know yet.</summary>
    private async Task<DecisionPolicy> LoadServingAsync(DecisionConfiguration configuration, DecisionState state, CancellationToken cancel)
    {
        DecisionPolicy policy = await store.LoadAsync(state.Serving, cancel);
        if (!configuration.LearnAtOnce) return policy;
        foreach ((RecentDecision decision, double reward) in recent.LearntAfter(state.Counts.To))
            policy.Learn(decision.Input, decision.Chosen, decision.Propensity, reward);
        return policy;
    }

    internal sealed record Loaded(
        DecisionConfiguration Configuration, DecisionState State, DecisionPolicy Serving, DecisionPolicy? Trial, DateTimeOffset At);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Warning, Message = "The newest policy could not be read; deciding goes on with the last one")]
    private partial void LogStale(Exception fault);
}
