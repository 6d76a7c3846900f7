using System.Text.Json;
using AttentionFunctions.Store;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AttentionFunctions.Catalogue;

/// <summary>
/// The stored catalogue: create-only segments and a pointer that names them. Readers keep all items in memory and refresh by ETag.
/// </summary>
public sealed class CatalogueStore
{
    /// <summary>A catalogue of more segments than this is rewritten as one.</summary>
    internal const int MaxSegments = 64;

    /// <summary>How old a view may be before a reader asks the store again; small beside "an event shows within two seconds".</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private readonly IBlobStore _store;
    private readonly TimeProvider _time;
    private readonly RefreshedValue<View> _view;

    public CatalogueStore(IBlobStore store, TimeProvider time, ILogger<CatalogueStore>? logger = null)
    {
        (_store, _time) = (store, time);
        _view = new RefreshedValue<View>(MaxAge, time, logger ?? NullLogger<CatalogueStore>.Instance, ReadAsync);
    }

    /// <summary>Whether the store did not answer of late.</summary>
    internal bool IsStale => _view.IsStale;

    /// <summary>The catalogue as of at most a second ago; the last known one while the store does not answer.</summary>
    public async ValueTask<ItemCatalogue> CurrentAsync(CancellationToken cancel = default) => (await _view.GetAsync(cancel)).Items;

    /// <summary>The catalogue as of now.</summary>
    public async Task<ItemCatalogue> RefreshAsync(CancellationToken cancel = default) => (await _view.RefreshAsync(cancel)).Items;

    /// <summary>Adds states; this instance shows them at once. Adding the same ones again changes nothing.</summary>
    public async Task AddAsync(IReadOnlyCollection<CatalogueItem> items, CancellationToken cancel = default)
    {
        byte[] content = ItemSegment.Write(items);
        string segment = BlobLayout.ItemSegment(ItemSegment.ContentHash(content));
        await _store.TryCreateAsync(segment, content, cancel);
        await UpdatePointerAsync(pointer => pointer.Segments.Contains(segment)
            ? pointer
            : pointer with { Segments = [.. pointer.Segments, segment] }, cancel);
        await RefreshAsync(cancel);
    }

    /// <summary>Rewrites many segments as one. Returns how many it replaced; the old ones stay for readers that still hold the old pointer.</summary>
    public async Task<int> CompactAsync(CancellationToken cancel = default)
    {
        View view = await _view.RefreshAsync(cancel);
        if (view.Segments.Count <= MaxSegments) return 0;

        byte[] content = ItemSegment.Write(view.Items.States);
        string segment = BlobLayout.ItemSegment(ItemSegment.ContentHash(content));
        await _store.TryCreateAsync(segment, content, cancel);
        await UpdatePointerAsync(
            pointer => pointer with { Segments = [segment, .. pointer.Segments.Where(name => !view.Segments.Contains(name))] }, cancel);
        return view.Segments.Count;
    }

    /// <summary>What the catalogue consists of; nothing where its pointer is damaged.</summary>
    /// <exception cref="InvalidDataException">A newer program wrote the pointer.</exception>
    internal async Task<IReadOnlyList<string>> SegmentsAsync(CancellationToken cancel) =>
        await _store.ReadAsync(BlobLayout.ItemsPointer, cancel) is { } blob ? Salvage(blob.Content.Span).Segments : [];

    /// <summary>Puts states in place of the segments that were read before, whatever these hold; what was added since stays.</summary>
    internal async Task RestoreAsync(IReadOnlyCollection<CatalogueItem> states, IReadOnlyList<string> replaced, CancellationToken cancel)
    {
        byte[] content = ItemSegment.Write(states);
        string segment = BlobLayout.ItemSegment(ItemSegment.ContentHash(content));
        await _store.UpdateAsync(segment, _ => content, _time, cancel); // A damaged one of this name is no reason to keep it.
        await _store.UpdateAsync(
            BlobLayout.ItemsPointer,
            stored =>
            {
                CataloguePointer pointer = stored is { } json ? Salvage(json.Span) : CataloguePointer.None;
                return (pointer with { Segments = [segment, .. pointer.Segments.Except([segment, .. replaced])] }).ToJson();
            },
            _time, cancel);
    }

    private static CataloguePointer Salvage(ReadOnlySpan<byte> json)
    {
        try
        {
            return CataloguePointer.Parse(json);
        }
        catch (InvalidDataException damage) when (damage.InnerException is JsonException)
        {
            return CataloguePointer.None;
        }
    }

    /// <summary>A pointer that stays the same is not written, so that a redelivery sends no reader to the store.</summary>
    private Task UpdatePointerAsync(Func<CataloguePointer, CataloguePointer> change, CancellationToken cancel) => _store.UpdateAsync(
        BlobLayout.ItemsPointer,
        stored =>
        {
            CataloguePointer pointer = stored is { } json ? CataloguePointer.Parse(json.Span) : CataloguePointer.None;
            CataloguePointer changed = change(pointer);
            return ReferenceEquals(changed, pointer) ? null : changed.ToJson();
        },
        _time, cancel);

    private async Task<(CataloguePointer Pointer, string? ETag)> ReadPointerAsync(CancellationToken cancel) =>
        await _store.ReadAsync(BlobLayout.ItemsPointer, cancel) is { } blob
            ? (CataloguePointer.Parse(blob.Content.Span), blob.ETag)
            : (CataloguePointer.None, null);

    private async Task<View> ReadAsync(View? before, CancellationToken cancel)
    {
        View view = before ?? new View(ItemCatalogue.Empty, [], null);
        if (await _store.GetETagAsync(BlobLayout.ItemsPointer, cancel) is not { } etag || etag == view.ETag) return view;

        (CataloguePointer pointer, string? readETag) = await ReadPointerAsync(cancel);

        // Segments that went were compacted, or what they held was not so: the view begins anew.
        if (!view.Segments.IsSubsetOf(pointer.Segments)) view = new View(ItemCatalogue.Empty, [], null);
        var changes = new List<CatalogueItem>();
        foreach (string segment in pointer.Segments.Where(segment => !view.Segments.Contains(segment)))
            if (await _store.ReadAsync(segment, cancel) is { } blob)
                changes.AddRange(ItemSegment.Read(blob.Content, segment));
            else
                throw new IOException($"{segment} is named by {BlobLayout.ItemsPointer} but is not there.");
        return new View(view.Items.With(changes), [.. pointer.Segments], readETag);
    }

    private sealed record View(ItemCatalogue Items, HashSet<string> Segments, string? ETag);
}
