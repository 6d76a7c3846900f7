using AttentionFunctions.Store;

namespace AttentionFunctions.Train;

/// <summary>Holds the retrain lease, renewing it in the background. When it is lost, <see cref="Lost"/> fires.</summary>
internal sealed class RetrainLease : IAsyncDisposable
{
    /// <summary>A killed retrain blocks the next one for no longer.</summary>
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    /// <summary>Two renewals may fail before the lease is at risk.</summary>
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(15);

    private readonly IBlobLease _lease;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _renewing;

    private RetrainLease(IBlobLease lease, TimeProvider time)
    {
        (_lease, _time) = (lease, time);
        _renewing = RenewAsync();
    }

    public CancellationToken Lost => _lost.Token;

    /// <summary>Null when another retrain holds it.</summary>
    public static async Task<RetrainLease?> TryAcquireAsync(IBlobStore store, TimeProvider time, CancellationToken cancel) =>
        await store.TryAcquireLeaseAsync(BlobLayout.RetrainLease, Duration, cancel) is { } lease ? new(lease, time) : null;

    /// <summary>Asks the store now, for the moment before something is changed that cannot be taken back.</summary>
    public Task<bool> IsStillHeldAsync(CancellationToken cancel) => _lease.RenewAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _renewing;
        await _lease.DisposeAsync();
        _stop.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync()
    {
        try
        {
            do
            {
                await Task.Delay(RenewEvery, _time, _stop.Token);
            }
            while (await _lease.RenewAsync(_stop.Token));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (e is IOException or Azure.RequestFailedException)
        {
            // Whoever cannot renew does not know that it still holds the lease, which is the same as having lost it.
        }

        await _lost.CancelAsync();
    }
}
