using AttentionFunctions.Store;

namespace AttentionFunctions.Catalogue;

/// <summary>
/// The stored catalogue: create-only segments and a pointer that names them. Readers keep all items in memory and refresh by ETag.
/// </summary>
public sealed class CatalogueStore(IBlobStore store, TimeProvider time)
{
    /// <summary>A catalogue of more segments than this is rewritten as one.</summary>
    internal const int MaxSegments = 64;

    /// <summary>How old a view may be before a reader asks the store again; small beside "an event shows within two seconds".</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _refreshing = new(1);
    private volatile View _view = new(ItemCatalogue.Empty, [], null, DateTimeOffset.MinValue);

    /// <summary>The catalogue as of at most a second ago.</summary>
    public async ValueTask<ItemCatalogue> CurrentAsync(CancellationToken cancel = default) =>
        time.GetUtcNow() - _view.CheckedAt < MaxAge ? _view.Items : await RefreshAsync(cancel);

    /// <summary>The catalogue as of now.</summary>
    public async Task<ItemCatalogue> RefreshAsync(CancellationToken cancel = default)
    {
        await _refreshing.WaitAsync(cancel);
        try
        {
            View view = _view;
            DateTimeOffset now = time.GetUtcNow();
            if (await store.GetETagAsync(BlobLayout.ItemsPointer, cancel) is not { } etag || etag == view.ETag)
            {
                _view = view with { CheckedAt = now };
                return view.Items;
            }

            (CataloguePointer pointer, string? readETag) = await ReadPointerAsync(cancel);
            var changes = new List<CatalogueItem>();
            foreach (string segment in pointer.Segments.Where(segment => !view.Segments.Contains(segment)))
                if (await store.ReadAsync(segment, cancel) is { } blob)
                    changes.AddRange(ItemSegment.Read(blob.Content, segment));
                else
                    throw new IOException($"{segment} is named by {BlobLayout.ItemsPointer} but is not there.");
            _view = new View(view.Items.With(changes), [.. pointer.Segments], readETag, now);
            return _view.Items;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>Adds states; this instance shows them at once. Adding the same ones again changes nothing.</summary>
    public async Task AddAsync(IReadOnlyCollection<CatalogueItem> items, CancellationToken cancel = default)
    {
        byte[] content = ItemSegment.Write(items);
        string segment = BlobLayout.ItemSegment(ItemSegment.ContentHash(content));
        await store.TryCreateAsync(segment, content, cancel);
        await UpdatePointerAsync(pointer => pointer.Segments.Contains(segment)
            ? pointer
            : pointer with { Segments = [.. pointer.Segments, segment] }, cancel);
        await RefreshAsync(cancel);
    }

    /// <summary>Rewrites many segments as one. Returns how many it replaced; the old ones stay for readers that still hold the old pointer.</summary>
    public async Task<int> CompactAsync(CancellationToken cancel = default)
    {
        await RefreshAsync(cancel);
        View view = _view;
        if (view.Segments.Count <= MaxSegments) return 0;

        byte[] content = ItemSegment.Write(view.Items.States);
        string segment = BlobLayout.ItemSegment(ItemSegment.ContentHash(content));
        await store.TryCreateAsync(segment, content, cancel);
        await UpdatePointerAsync(
            pointer => pointer with { Segments = [segment, .. pointer.Segments.Where(name => !view.Segments.Contains(name))] }, cancel);
        return view.Segments.Count;
    }

    /// <summary>A pointer that stays the same is not written, so that a redelivery sends no reader to the store.</summary>
    private Task UpdatePointerAsync(Func<CataloguePointer, CataloguePointer> change, CancellationToken cancel) => store.UpdateAsync(
        BlobLayout.ItemsPointer,
        stored =>
        {
            CataloguePointer pointer = stored is { } json ? CataloguePointer.Parse(json.Span) : CataloguePointer.None;
            CataloguePointer changed = change(pointer);
            return ReferenceEquals(changed, pointer) ? null : changed.ToJson();
        },
        time, cancel);

    private async Task<(CataloguePointer Pointer, string? ETag)> ReadPointerAsync(CancellationToken cancel) =>
        await store.ReadAsync(BlobLayout.ItemsPointer, cancel) is { } blob
            ? (CataloguePointer.Parse(blob.Content.Span), blob.ETag)
            : (CataloguePointer.None, null);

    private sealed record View(ItemCatalogue Items, HashSet<string> Segments, string? ETag, DateTimeOffset CheckedAt);
}
