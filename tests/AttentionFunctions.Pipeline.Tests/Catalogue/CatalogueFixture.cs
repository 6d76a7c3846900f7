using System.Globalization;
using AttentionFunctions.Events;
using AttentionFunctions.Store;
using AttentionFunctions.Testing;
using Microsoft.Extensions.Time.Testing;

namespace AttentionFunctions.Catalogue;

/// <summary>A catalogue in a folder, and as many programs on it as a test wants.</summary>
internal sealed class CatalogueFixture : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public CatalogueFixture() => Store = new FolderBlobStore(_folder.Path, Time);

    public FakeTimeProvider Time { get; } = new(Start);

    public FolderBlobStore Store { get; }

    public CatalogueStore Open() => new(Store, Time);

    public static CatalogueItem Item(string id, int minute = 0, string eventId = "e", bool removed = false, float[]? vector = null) => new(
        id, new ItemFields { Title = Title(id, minute, eventId) }, Start.AddMinutes(minute), eventId, removed,
        ItemVector.Of(vector ?? [1, 0]), vector is { Length: 0 } ? "" : "test");

    public static string Title(string id, int minute = 0, string eventId = "e") => string.Create(CultureInfo.InvariantCulture, $"{id} {minute} {eventId}");

    /// <summary>Everything that a reader can see, in one text per item.</summary>
    public static IEnumerable<string> Seen(ItemCatalogue catalogue) => catalogue.Items.Select(item =>
        $"{item.Id}|{item.Fields.Title}|{item.UpdatedAt:O}|{item.EventId}|{item.VectorSpace}|{string.Join(' ', item.Vector.ToArray())}");

    public async Task<List<string>> SegmentsAsync()
    {
        List<string> names = [];
        await foreach (BlobEntry blob in Store.ListAsync(BlobLayout.ItemSegmentsPrefix)) names.Add(blob.Name);
        return names;
    }

    public void Dispose() => _folder.Dispose();
}
