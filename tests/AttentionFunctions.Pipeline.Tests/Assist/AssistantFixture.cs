using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Store;
using AttentionFunctions.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AttentionFunctions.Assist;

/// <summary>The pipeline with an assistant, a small catalogue, a few people, and a queue that is worked off at once.</summary>
internal sealed class AssistantFixture : IDisposable
{
    /// <summary>A Tuesday, ten in the morning.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    public const string Ann = "ann.smith@example.org", Bob = "bob.jones@example.org";

    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services;

    private AssistantFixture(AssistantOptions options, ParaphraseOptions paraphrases)
    {
        Store = new FolderBlobStore(_folder.Path, Time);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddAttentionPipeline(new PipelineOptions { Storage = _folder.Path, PseudonymKey = new byte[32], Assistant = options, Paraphrases = paraphrases });
        services.AddSingleton<IBlobStore>(Store);
        services.AddSingleton<IEventQueue>(provider => Queue = new IngestingQueue(provider));
        _services = services.BuildServiceProvider();
        _services.GetRequiredService<IEventQueue>();
    }

    public FakeTimeProvider Time { get; } = new(Now);

    public IBlobStore Store { get; }

    public IngestingQueue Queue { get; private set; } = null!;

    public static Task<AssistantFixture> StartAsync(AssistantOptions? options = null, params IEnumerable<AttentionEvent> more) =>
        StartAsync(options ?? new AssistantOptions(), new ParaphraseOptions(), more);

    public static async Task<AssistantFixture> StartAsync(AssistantOptions options, ParaphraseOptions paraphrases, params IEnumerable<AttentionEvent> more)
    {
        var fixture = new AssistantFixture(options, paraphrases);
        await fixture.IngestAsync([.. World.Events, .. more]);
        return fixture;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public string KeyOf(string user) => Get<Pseudonyms>().Of(user);

    public async Task IngestAsync(params IEnumerable<AttentionEvent> events)
    {
        await Get<IngestEvents>().HandleAsync([new QueueMessage(EventWriter.Write(events), "m", Now)]);

        // Views of the catalogue are read again at most once a second.
        Time.Advance(TimeSpan.FromSeconds(2));
    }

    public Task<AssistantAnswer> AskAsync(string message, string? conversation = null, string user = Ann, Language? language = null) =>
        Get<AskAssistant>().HandleAsync(user, new AssistantRequest { Message = message, ConversationId = conversation, Language = language });

    public async Task<string[]> BlobsAsync(string prefix)
    {
        var names = new List<string>();
        await foreach (BlobEntry entry in Store.ListAsync(prefix)) names.Add(entry.Name);
        return [.. names];
    }

    public void Dispose()
    {
        _services.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Dispose();
    }

    /// <summary>Keeps the events that were sent, and ingests them.</summary>
    public sealed class IngestingQueue(IServiceProvider services) : IEventQueue
    {
        public List<AttentionEvent> Sent { get; } = [];

        public async Task SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancel = default)
        {
            foreach (OutgoingMessage message in messages) Sent.AddRange(EventReader.Read(message.Body, Now.AddDays(1)).Events);
            await services.GetRequiredService<IngestEvents>().HandleAsync(
                [.. messages.Select(message => new QueueMessage(message.Body, message.MessageId, Now.AddDays(1)))], cancel);
        }
    }
}
