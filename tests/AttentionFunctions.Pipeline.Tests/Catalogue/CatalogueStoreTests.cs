using AttentionFunctions.Store;
using Xunit;

namespace AttentionFunctions.Catalogue;

public sealed class CatalogueStoreTests : IDisposable
{
    private readonly CatalogueFixture _fixture = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_store_without_items_is_an_empty_catalogue() => Assert.Empty((await _fixture.Open().CurrentAsync(Cancel)).Items);

    [Fact]
    public async Task An_instance_sees_its_own_change_at_once()
    {
        CatalogueStore store = _fixture.Open();
        await store.CurrentAsync(Cancel);
        await store.AddAsync([CatalogueFixture.Item("a")], Cancel);
        Assert.NotNull((await store.CurrentAsync(Cancel)).Find("a"));
    }

    [Fact]
    public async Task Two_instances_see_each_others_changes_within_a_second()
    {
        CatalogueStore one = _fixture.Open(), other = _fixture.Open();
        await one.CurrentAsync(Cancel);
        await other.AddAsync([CatalogueFixture.Item("a")], Cancel);
        await one.AddAsync([CatalogueFixture.Item("b")], Cancel);
        Assert.Equal(["a", "b"], (await one.CurrentAsync(Cancel)).Items.Select(item => item.Id));

        _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["a", "b"], (await other.CurrentAsync(Cancel)).Items.Select(item => item.Id));
    }

    [Fact]
    public async Task Within_the_second_the_store_is_not_asked_again()
    {
        CatalogueStore one = _fixture.Open(), other = _fixture.Open();
        await one.AddAsync([CatalogueFixture.Item("a")], Cancel);
        ItemCatalogue before = await one.CurrentAsync(Cancel);
        await other.AddAsync([CatalogueFixture.Item("b")], Cancel);
        Assert.Same(before, await one.CurrentAsync(Cancel));
        Assert.NotNull((await one.RefreshAsync(Cancel)).Find("b"));
    }

    [Fact]
    public async Task Adding_the_same_states_again_changes_nothing()
    {
        CatalogueStore store = _fixture.Open();
        CatalogueItem[] items = [CatalogueFixture.Item("a"), CatalogueFixture.Item("b")];
        await store.AddAsync(items, Cancel);
        string? etag = await _fixture.Store.GetETagAsync(BlobLayout.ItemsPointer, Cancel);
        await store.AddAsync([.. items.Reverse()], Cancel);
        await _fixture.Open().AddAsync(items, Cancel);
        Assert.Equal(etag, await _fixture.Store.GetETagAsync(BlobLayout.ItemsPointer, Cancel));
        Assert.Single(await _fixture.SegmentsAsync());
    }

    [Fact]
    public async Task Late_events_ties_and_tombstones_are_decided_alike_by_a_reader_that_comes_later()
    {
        CatalogueStore store = _fixture.Open();
        await store.AddAsync([CatalogueFixture.Item("late", minute: 5), CatalogueFixture.Item("tie", eventId: "e2"), CatalogueFixture.Item("gone", minute: 5, removed: true)], Cancel);
        await store.AddAsync([CatalogueFixture.Item("late", minute: 4), CatalogueFixture.Item("tie", eventId: "e1"), CatalogueFixture.Item("gone", minute: 4)], Cancel);

        ItemCatalogue own = await store.CurrentAsync(Cancel), later = await _fixture.Open().CurrentAsync(Cancel);
        Assert.Equal([CatalogueFixture.Title("late", 5), CatalogueFixture.Title("tie", 0, "e2")], own.Items.Select(item => item.Fields.Title));
        Assert.Equal(CatalogueFixture.Seen(own), CatalogueFixture.Seen(later));
    }

    [Fact]
    public async Task Instances_that_write_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => new CatalogueStore(_fixture.Store, TimeProvider.System).AddAsync([CatalogueFixture.Item($"i{i}")], Cancel), Cancel)));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"i{i}"), (await _fixture.Open().CurrentAsync(Cancel)).Items.Select(item => item.Id));
    }

    [Fact]
    public async Task Many_segments_become_one_and_every_reader_sees_the_same_as_before()
    {
        CatalogueStore store = _fixture.Open(), reader = _fixture.Open();
        for (int i = 0; i < CatalogueStore.MaxSegments; i++) await store.AddAsync([CatalogueFixture.Item($"i{i}", minute: i)], Cancel);
        Assert.Equal(0, await store.CompactAsync(Cancel));
        await store.AddAsync([CatalogueFixture.Item("i0", minute: 99, removed: true)], Cancel);
        string[] before = [.. CatalogueFixture.Seen(await reader.CurrentAsync(Cancel))];

        Assert.Equal(CatalogueStore.MaxSegments + 1, await store.CompactAsync(Cancel));
        Blob pointer = (await _fixture.Store.ReadAsync(BlobLayout.ItemsPointer, Cancel))!;
        Assert.Single(CataloguePointer.Parse(pointer.Content.Span).Segments);
        Assert.Equal(before, CatalogueFixture.Seen(await reader.RefreshAsync(Cancel)));
        Assert.Equal(before, CatalogueFixture.Seen(await _fixture.Open().CurrentAsync(Cancel)));

        // The tombstone was kept: a late upsert does not bring the item back.
        CatalogueStore later = _fixture.Open();
        await later.AddAsync([CatalogueFixture.Item("i0", minute: 98)], Cancel);
        Assert.Null((await later.CurrentAsync(Cancel)).Find("i0"));
    }

    /// <summary>Its reader need not begin anew: what it knows was compacted, not taken back.</summary>
    [Fact]
    public async Task After_a_compaction_a_reader_goes_on_with_the_same_catalogue()
    {
        CatalogueStore store = _fixture.Open(), reader = _fixture.Open();
        for (int i = 0; i <= CatalogueStore.MaxSegments; i++) await store.AddAsync([CatalogueFixture.Item($"i{i}")], Cancel);
        ItemCatalogue before = await reader.RefreshAsync(Cancel);
        Assert.Equal(CatalogueStore.MaxSegments + 1, await store.CompactAsync(Cancel));
        Assert.Same(before, await reader.RefreshAsync(Cancel));
    }

    [Fact]
    public async Task After_a_restoration_a_reader_begins_anew()
    {
        CatalogueStore store = _fixture.Open(), reader = _fixture.Open();
        await store.AddAsync([CatalogueFixture.Item("a", minute: 5), CatalogueFixture.Item("wrong")], Cancel);
        await reader.RefreshAsync(Cancel);
        await store.RestoreAsync([CatalogueFixture.Item("b"), CatalogueFixture.Item("a", minute: 4)], await store.SegmentsAsync(Cancel), Cancel);
        Assert.Equal([CatalogueFixture.Title("a", 4), CatalogueFixture.Title("b")], (await reader.RefreshAsync(Cancel)).Items.Select(item => item.Fields.Title));
    }

    [Fact]
    public async Task A_segment_that_is_full_is_left_alone_until_most_of_it_was_replaced()
    {
        CatalogueStore store = _fixture.Open();
        CatalogueItem[] all = [.. Enumerable.Range(0, 34_000).Select(i => CatalogueFixture.Item($"i{i:D5}"))];
        await store.AddAsync(all, Cancel);
        string full = Assert.Single(await store.SegmentsAsync(Cancel));
        for (int i = 0; i <= CatalogueStore.MaxSegments; i++) await store.AddAsync([CatalogueFixture.Item($"i{i:D5}", minute: 1), CatalogueFixture.Item($"j{i:D2}")], Cancel);
        Assert.Equal(CatalogueStore.MaxSegments + 1, await store.CompactAsync(Cancel));
        Assert.Equal(2, (await store.SegmentsAsync(Cancel)).Count);
        Assert.Contains(full, await store.SegmentsAsync(Cancel));

        await store.AddAsync([.. all.Select((_, i) => CatalogueFixture.Item($"i{i:D5}", minute: 2))], Cancel);
        string[] before = [.. CatalogueFixture.Seen(await store.CurrentAsync(Cancel))];
        Assert.Equal(3, await store.CompactAsync(Cancel));
        Assert.Equal(2, (await store.SegmentsAsync(Cancel)).Count);
        Assert.Equal(before, CatalogueFixture.Seen(await _fixture.Open().CurrentAsync(Cancel)));
    }

    [Fact]
    public async Task A_damaged_segment_is_told_by_name()
    {
        await _fixture.Open().AddAsync([CatalogueFixture.Item("a")], Cancel);
        string segment = Assert.Single(await _fixture.SegmentsAsync());
        await _fixture.Store.DeleteAsync(segment, cancel: Cancel);
        IOException missing = await Assert.ThrowsAsync<IOException>(() => _fixture.Open().RefreshAsync(Cancel));
        Assert.Contains(segment, missing.Message);

        await _fixture.Store.TryCreateAsync(segment, "damaged"u8.ToArray(), Cancel);
        InvalidDataException damaged = await Assert.ThrowsAsync<InvalidDataException>(() => _fixture.Open().RefreshAsync(Cancel));
        Assert.Contains(segment, damaged.Message);
    }

    [Fact]
    public async Task A_pointer_of_another_version_is_not_overwritten()
    {
        byte[] newer = """{"formatVersion":2,"segments":[]}"""u8.ToArray();
        await _fixture.Store.TryCreateAsync(BlobLayout.ItemsPointer, newer, Cancel);
        await Assert.ThrowsAsync<InvalidDataException>(() => _fixture.Open().CurrentAsync(Cancel).AsTask());
        await Assert.ThrowsAsync<InvalidDataException>(() => _fixture.Open().AddAsync([CatalogueFixture.Item("a")], Cancel));
        Assert.Equal(newer, (await _fixture.Store.ReadAsync(BlobLayout.ItemsPointer, Cancel))!.Content.ToArray());
    }
}
