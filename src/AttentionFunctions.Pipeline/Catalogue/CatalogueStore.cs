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
    /// <summary>More segments than this that are not full are rewritten as few.</summary>
    internal const int MaxSegments = 64;

    /// <summary>States of a full segment, about 25 MB: what compaction writes at a time.</summary>
    private const int FullSegment = 32_768;

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

    /// <summary>
    /// Rewrites many segments that are not full as few; all of them when most of what they hold has been replaced. Returns how many it replaced; the old ones
    /// stay for readers that still hold the old pointer.
    /// </summary>
    public async Task<int> CompactAsync(CancellationToken cancel = default)
    {
        View view = await _view.RefreshAsync(cancel);
        int present = view.Items.States.Count(), stored = view.Segments.Values.Sum();
        bool all = stored - present >= Math.Max(present, FullSegment);
        string[] replaced = [.. view.Segments.Where(segment => all || segment.Value < FullSegment / 2).Select(segment => segment.Key)];
        if (!all && replaced.Length <= MaxSegments) return 0;

        IReadOnlyList<string> written = await WriteAsync(all ? view.Items.States : await StatesOfAsync(view.Items, replaced, cancel), cancel);
        await UpdatePointerAsync(
            pointer => pointer with { Segments = [.. written, .. pointer.Segments.Except([.. written, .. replaced])] }, cancel);
        return replaced.Length;
    }

    /// <summary>What the catalogue consists of; nothing where its pointer is damaged.</summary>
    /// <exception cref="InvalidDataException">A newer program wrote the pointer.</exception>
    internal async Task<IReadOnlyList<string>> SegmentsAsync(CancellationToken cancel) =>
        await _store.ReadAsync(BlobLayout.ItemsPointer, cancel) is { } blob ? Salvage(blob.Content.Span).Segments : [];

    /// <summary>Puts states in place of the segments that were read before, whatever these hold; what was added since stays.</summary>
    internal async Task RestoreAsync(IReadOnlyCollection<CatalogueItem> states, IReadOnlyList<string> replaced, CancellationToken cancel)
    {
        var written = new List<string>();
        foreach (CatalogueItem[] part in states.OrderBy(item => item.Id, StringComparer.Ordinal).Chunk(FullSegment))
        {
            byte[] content = ItemSegment.Write(part);
            written.Add(BlobLayout.ItemSegment(ItemSegment.ContentHash(content)));
            await _store.UpdateAsync(written[^1], _ => content, _time, cancel); // A damaged one of this name is no reason to keep it.
        }

        await _store.UpdateAsync(
            BlobLayout.ItemsPointer,
            stored =>
            {
                CataloguePointer pointer = stored is { } json ? Salvage(json.Span) : CataloguePointer.None;
                return (pointer with { Segments = [.. written, .. pointer.Segments.Except([.. written, .. replaced])], Restored = pointer.Restored + 1 }).ToJson();
            },
            _time, cancel);
    }

    /// <param name="states">In ordinal order of ids.</param>
    private async Task<IReadOnlyList<string>> WriteAsync(IEnumerable<CatalogueItem> states, CancellationToken cancel)
    {
        var written = new List<string>();
        foreach (CatalogueItem[] part in states.Chunk(FullSegment))
        {
            byte[] content = ItemSegment.Write(part);
            written.Add(BlobLayout.ItemSegment(ItemSegment.ContentHash(content)));
            await _store.TryCreateAsync(written[^1], content, cancel);
        }

        return written;
    }

    /// <summary>The newest states of the items that some segments speak of.</summary>
    private async Task<IEnumerable<CatalogueItem>> StatesOfAsync(ItemCatalogue items, IReadOnlyList<string> segments, CancellationToken cancel)
    {
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string segment in segments) ids.UnionWith(ItemSegment.Open(await ReadSegmentAsync(segment, cancel), segment).Select(item => item.Id));
        return ids.Select(id => items.State(id)!);
    }

    private async Task<ReadOnlyMemory<byte>> ReadSegmentAsync(string segment, CancellationToken cancel) =>
        await _store.ReadAsync(segment, cancel) is { } blob
            ? blob.Content
            : throw new IOException($"{segment} is named by {BlobLayout.ItemsPointer} but is not there.");

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
        View view = before ?? View.None;
        if (await _store.GetETagAsync(BlobLayout.ItemsPointer, cancel) is not { } etag || etag == view.ETag) return view;

        (CataloguePointer pointer, string? readETag) = await ReadPointerAsync(cancel);
        if (pointer.Restored != view.Restored) view = View.None;
        ItemCatalogue items = view.Items;
        var segments = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string segment in pointer.Segments)
        {
            if (!view.Segments.TryGetValue(segment, out int count))
            {
                ReadOnlyMemory<byte> content = await ReadSegmentAsync(segment, cancel);
                IReadOnlyCollection<CatalogueItem> states = ItemSegment.Open(content, segment);
                count = states.Count;
                items = ItemCatalogue.AreMany(count) ? items.WithMany(states) : items.With(states);
                MappedFile.Rest(content);
            }

            segments.Add(segment, count);
        }

        return new View(items, segments, pointer.Restored, readETag);
    }

    /// <param name="Segments">How many states each holds.</param>
    private sealed record View(ItemCatalogue Items, IReadOnlyDictionary<string, int> Segments, int Restored, string? ETag)
    {
        public static View None { get; } = new(ItemCatalogue.Empty, new Dictionary<string, int>(), 0, null);
    }
}
