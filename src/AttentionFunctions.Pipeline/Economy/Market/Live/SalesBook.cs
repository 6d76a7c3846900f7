using System.Text.Json;
using AttentionFunctions.Store;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Economy;

/// <summary>
/// What this instance sells, kept in memory and stored a second later, so that no request waits for a write; and what was sold of a person's day,
/// read by every request that may sell more of it.
/// </summary>
/// <remarks>
/// A process that is killed forgets the sales of its last second: clicks on them are free, and two instances that serve one person within a
/// second may each show a campaign once too often. Everything else is stored before the process ends. While the store is away, selling stops at
/// <see cref="MaxWaiting"/> people with something to store.
/// </remarks>
public sealed partial class SalesBook(IBlobStore store, TimeProvider time, ILogger<SalesBook> logger) : IAsyncDisposable
{
    private const int MaxWaiting = 10_000, Parallelism = 16;

    /// <summary>People remembered in each of two generations; whoever is forgotten starts with no exposure saved up, as after a restart.</summary>
    private const int MaxPeople = 20_000;

    private static readonly TimeSpan StoreAfter = TimeSpan.FromSeconds(1);

    /// <summary>What a sale may cost a request when the store is slow; then nothing is sold.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly string _writer = Guid.NewGuid().ToString("N")[..12];
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _storing = new(1);
    private readonly Dictionary<(string, DateOnly), PersonToday> _waiting = [];
    private readonly SortedDictionary<DateOnly, Dictionary<string, ShownCount>> _shown = [];
    private readonly HashSet<DateOnly> _changed = [];
    private Dictionary<string, PersonToday> _young = new(StringComparer.Ordinal), _old = new(StringComparer.Ordinal);
    private ITimer? _timer;
    private Task _running = Task.CompletedTask;

    /// <summary>What was sold of a person's day so far; null when the store does not say, and then nothing may be sold.</summary>
    internal async Task<PersonToday?> ReadAsync(string userKey, DateOnly day)
    {
        try
        {
            // Not the request's token: what is awaited here only later must not fail unseen.
            IReadOnlyList<Sale> stored = await FindAsync(userKey, day, CancellationToken.None).WaitAsync(Patience, time);
            PersonToday? person = Person(userKey, day);
            if (person is null) return null;
            lock (person.Gate) person.Learn(stored);
            return person;
        }
        catch (Exception away) when (away is IOException or Azure.RequestFailedException or TimeoutException or UnauthorizedAccessException or InvalidDataException)
        {
            LogAway(away);
            return null;
        }
    }

    /// <summary>All that is stored of a person's day; empty when nothing is.</summary>
    internal async Task<IReadOnlyList<Sale>> FindAsync(string userKey, DateOnly day, CancellationToken cancel)
    {
        string name = BlobLayout.Sales(day, userKey);
        return await store.ReadAsync(name, cancel) is { } blob ? Parse(name, blob.Content) : [];
    }

    /// <summary>Called under the person's gate.</summary>
    internal void Sell(PersonToday person, Sale sale, double exposure, double appeal)
    {
        person.Take(sale, exposure);
        lock (_gate)
        {
            if (!_shown.TryGetValue(person.Day, out Dictionary<string, ShownCount>? shown)) _shown.Add(person.Day, shown = new(StringComparer.Ordinal));
            shown[sale.CampaignId] = shown.GetValueOrDefault(sale.CampaignId, ShownCount.None)
                .Plus(new ShownCount(1, exposure, exposure * appeal, sale.ExpectedClicks, sale.ExpectedClicks * sale.PricePerClick));
            _changed.Add(person.Day);
            _waiting[(person.UserKey, person.Day)] = person;
            _timer ??= time.CreateTimer(_ => StoreInBackground(), null, StoreAfter, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>What this instance has sold of a campaign on a day, in expected payments.</summary>
    internal double ExpectedCostOf(DateOnly day, string campaignId)
    {
        lock (_gate) return _shown.TryGetValue(day, out var shown) && shown.TryGetValue(campaignId, out ShownCount? count) ? count.ExpectedCost : 0;
    }

    /// <summary>Stores all that waits.</summary>
    /// <exception cref="IOException">The store did not take it; it waits for the next time.</exception>
    internal async Task StoreAsync(CancellationToken cancel = default)
    {
        await _storing.WaitAsync(cancel);
        try
        {
            PersonToday[] people;
            (DateOnly Day, InstanceShown Shown)[] counts;
            lock (_gate)
            {
                _timer?.Dispose();
                _timer = null;
                people = [.. _waiting.Values];
                counts = [.. _changed.Select(day => (day, new InstanceShown(
                    InstanceShown.CurrentFormat, time.GetUtcNow(), new Dictionary<string, ShownCount>(_shown[day], StringComparer.Ordinal))))];
                _changed.Clear();
            }

            try
            {
                await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancel }, StoreAsync);
                foreach ((DateOnly day, InstanceShown shown) in counts)
                    await store.UpdateAsync(BlobLayout.Shown(day, _writer), _ => shown, MarketJson.Default.InstanceShown, time, cancel);
            }
            catch
            {
                lock (_gate) _changed.UnionWith(counts.Select(count => count.Day));
                throw;
            }

            // Of days that are over nothing more is sold.
            lock (_gate)
                while (_shown.Count > 2 && _shown.First().Key is var oldest && !_changed.Contains(oldest)) _shown.Remove(oldest);
        }
        finally
        {
            _storing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _running;
        try
        {
            await StoreAsync();
        }
        catch (Exception away) when (away is IOException or Azure.RequestFailedException or UnauthorizedAccessException)
        {
            LogLost(away, _waiting.Count);
        }
    }

    private PersonToday? Person(string userKey, DateOnly day)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue((userKey, day), out PersonToday? person)) return person;
            if (_waiting.Count >= MaxWaiting) return null;
            if ((_young.TryGetValue(userKey, out person) || _old.TryGetValue(userKey, out person)) && person.Day == day)
            {
                _young[userKey] = person;
                return person;
            }

            if (_young.Count >= MaxPeople) (_old, _young) = (_young, new(StringComparer.Ordinal));
            return _young[userKey] = new PersonToday(userKey, day);
        }
    }

    private async ValueTask StoreAsync(PersonToday person, CancellationToken cancel)
    {
        Sale[] unsaved;
        lock (person.Gate) unsaved = [.. person.Unsaved];
        string name = BlobLayout.Sales(person.Day, person.UserKey);
        await store.UpdateAsync(
            name,
            stored => JsonSerializer.SerializeToUtf8Bytes(
                new PersonSales(PersonSales.CurrentFormat, [.. (stored is { } json ? Parse(name, json) : []).Concat(unsaved).DistinctBy(sale => (sale.RecommendationId, sale.ItemId))]),
                MarketJson.Default.PersonSales),
            time, cancel);
        lock (person.Gate)
        {
            person.Saved(unsaved.Length);
            lock (_gate)
                if (person.Unsaved.Count == 0) _waiting.Remove((person.UserKey, person.Day));
        }
    }

    private void StoreInBackground() => _running = StoreWhatWaitsAsync();

    private async Task StoreWhatWaitsAsync()
    {
        try
        {
            await StoreAsync();
        }
        catch (Exception away) when (away is IOException or Azure.RequestFailedException or TimeoutException or UnauthorizedAccessException)
        {
            LogNotStored(away, _waiting.Count);
            lock (_gate) _timer ??= time.CreateTimer(_ => StoreInBackground(), null, StoreAfter, Timeout.InfiniteTimeSpan);
        }
    }

    private static IReadOnlyList<Sale> Parse(string name, ReadOnlyMemory<byte> json) =>
        StoredJson.Parse(name, json.Span, MarketJson.Default.PersonSales, sales => sales.FormatVersion, PersonSales.CurrentFormat).Sales;

    [LoggerMessage(4101, LogLevel.Warning, "The store did not say what was sold of a person's day; nothing is sold to them now")]
    private partial void LogAway(Exception fault);

    [LoggerMessage(4102, LogLevel.Warning, "What was sold to {People} people could not be stored; it is tried again")]
    private partial void LogNotStored(Exception fault, int people);

    [LoggerMessage(4103, LogLevel.Error, "What was sold to {People} people could not be stored before the end; clicks on it will not be charged")]
    private partial void LogLost(Exception fault, int people);
}
