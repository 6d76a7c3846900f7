using AttentionFunctions.Embed;
using AttentionFunctions.Events;
using AttentionFunctions.Store;
using AttentionFunctions.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AttentionFunctions.Catalogue;

/// <summary>A catalogue of texts, and a paraphraser that does as it is told and counts.</summary>
internal sealed class ParaphraseFixture : IDisposable
{
    /// <summary>What every text costs.</summary>
    public const int Cost = 100;

    private readonly TemporaryFolder _folder = new();

    public ParaphraseFixture()
    {
        Store = new FolderBlobStore(_folder.Path, Time);
        Catalogue = new CatalogueStore(Store, Time);
    }

    public static ITextEncoder Encoder { get; } = TextEncoders.Load(new EncoderOptions());

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero));

    public FolderBlobStore Store { get; }

    public CatalogueStore Catalogue { get; }

    public Scripted Model { get; } = new();

    public ParaphraseOptions Options { get; init; } = new() { Count = 2 };

    /// <summary>As the catalogue keeps it.</summary>
    public static float[] VectorOf(string text) => ItemVector.Of(Encoder.Encode([text])[0]).ToArray();

    public Task AddAsync(string id, string text, int minute = 0) => Catalogue.AddAsync([Item(id, text, minute)]);

    public CatalogueItem Item(string id, string text, int minute = 0) => new(
        id, new ItemFields { Title = text }, Time.GetUtcNow().AddMinutes(minute), $"{id}-{minute}", Removed: false, ItemVector.Of(VectorOf(text)), Encoder.Id);

    public Task<ParaphraseReport> RunAsync(ParaphraseOptions? options = null, ITextEncoder? encoder = null, bool model = true, CancellationToken cancel = default) =>
        new ParaphraseCatalogue(
            Catalogue, new ParaphraseStore(Store), encoder ?? Encoder, Store, options ?? Options, Time, NullLogger<ParaphraseCatalogue>.Instance,
            model ? Model : null).RunAsync(cancel);

    public async Task<CatalogueItem> ItemAsync(string id) => (await Catalogue.RefreshAsync()).Find(id)!;

    public void Dispose() => _folder.Dispose();

    internal sealed class Scripted : IParaphraser
    {
        public List<string> Asked { get; } = [];

        /// <summary>Null for no answer.</summary>
        public Func<string, IReadOnlyList<string?>?> Answer { get; set; } = text => [$"{text} anew", $"{text} again"];

        public string Id { get; set; } = "scripted";

        public int MostTokens(string text, int count) => 2 * Cost;

        public Task<ParaphraseAnswer> OfAsync(string text, int count, int seed, CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
            Asked.Add(text);
            return Task.FromResult(new ParaphraseAnswer(Answer(text), Cost));
        }
    }
}
