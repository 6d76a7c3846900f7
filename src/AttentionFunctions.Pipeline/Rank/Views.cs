using AttentionFunctions.Catalogue;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Rank;

/// <summary>
/// The current model over the current catalogue; swapped as a whole, so that a request works on one view from start to end. A view that is made
/// quickly is made by the request that needs it; one of a large catalogue beside the requests, which go on with the view there is.
/// </summary>
public sealed partial class Views(CurrentModel models, CatalogueStore catalogue, Trending trending, TimeProvider time, ILogger<Views> logger)
{
    /// <summary>A view of fewer items is made in no time, and if it took long once, the machine was busy.</summary>
    internal const int Large = 10_000;

    /// <summary>What a request may wait for a view.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// A view that took longer is not made again before so many times its making have passed: a catalogue that changes all the time costs a fifth of
    /// a core at most, and its changes show after five times the making.
    /// </summary>
    private const int Rest = 4;

    private readonly SemaphoreSlim _making = new(1);
    private volatile Made? _made;

    internal async ValueTask<RankingView> CurrentAsync(CancellationToken cancel)
    {
        var parts = new Parts(await models.GetAsync(cancel), await catalogue.CurrentAsync(cancel), await trending.CurrentAsync(cancel));
        Made? made = _made;
        if (made is not null && made.IsOf(parts)) return made.View;

        // A new model changes what all get, not only what is new: it does not wait for the rest to be over.
        bool beside = made is not null && made.Took > Wait && made.View.Count >= Large;
        if (beside && ReferenceEquals(made!.View.Indexed, parts.Model) && time.GetElapsedTime(made.At) < Rest * made.Took) return made.View;
        if (!await _making.WaitAsync(made is null ? Timeout.Infinite : 0, cancel)) return made!.View;
        if (beside)
        {
            Making = Task.Run(() => MakeBeside(parts, made!), CancellationToken.None);
            return made!.View;
        }

        try
        {
            return (_made = Make(parts, _made)).View;
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>The catalogue as of now, which may be newer than the view's.</summary>
    internal ValueTask<ItemCatalogue> CatalogueAsync(CancellationToken cancel) => catalogue.CurrentAsync(cancel);

    /// <summary>The last view that was made beside the requests; over when there is none.</summary>
    internal Task Making { get; private set; } = Task.CompletedTask;

    /// <summary>Whether a part of the view may be out of date because the store did not answer.</summary>
    internal bool IsStale => models.IsStale || catalogue.IsStale || trending.IsStale;

    private void MakeBeside(Parts parts, Made before)
    {
        try
        {
            _made = Make(parts, before);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The requests go on with the view before; after its rest the next one is tried.
            LogFailed(fault);
            _made = before with { At = time.GetTimestamp() };
        }
        finally
        {
            _making.Release();
        }
    }

    private Made Make(Parts parts, Made? before)
    {
        if (before is not null && before.IsOf(parts)) return before;

        // Most rankings of what trends bring no item that the view does not know.
        if (before is not null && ReferenceEquals(before.View.Indexed, parts.Model) && ReferenceEquals(before.View.Catalogue, parts.Items)
            && parts.Trend.Items.All(item => before.View.TryFind(item.ItemId, out _)))
            return before with { Trend = parts.Trend };

        long started = time.GetTimestamp();
        var view = new RankingView(parts.Model, parts.Items, parts.Trend.Items.Select(item => item.ItemId));
        if (before is not null) view.MakeReady(before.View);
        return new Made(view, parts.Trend, time.GetElapsedTime(started), time.GetTimestamp());
    }

    [LoggerMessage(5301, LogLevel.Error, "The view of the current catalogue could not be made; going on with the one before")]
    private partial void LogFailed(Exception fault);

    private sealed record Parts(IndexedModel? Model, ItemCatalogue Items, TrendRanking Trend);

    /// <param name="Took">Making it, with all that the view before it had made on demand.</param>
    /// <param name="At">When that was over; a timestamp.</param>
    private sealed record Made(RankingView View, TrendRanking Trend, TimeSpan Took, long At)
    {
        public bool IsOf(Parts parts) =>
            ReferenceEquals(View.Indexed, parts.Model) && ReferenceEquals(View.Catalogue, parts.Items) && ReferenceEquals(Trend, parts.Trend);
    }
}
