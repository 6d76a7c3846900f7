using System.Text;
using Xunit;

namespace AttentionFunctions.Ingest;

public sealed class QuarantineTests : IDisposable
{
    private const string Bad = """{"type":"view","userId":"ann"}""";

    private readonly IngestFixture _fixture = new();

    private Quarantine Quarantine => _fixture.Get<Quarantine>();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task What_is_no_event_is_kept_once_with_its_bytes_however_often_it_comes()
    {
        QueueMessage message = IngestFixture.Message($"{Bad}\nnot json");
        await _fixture.Get<IngestEvents>().HandleAsync([message]);
        await _fixture.Get<IngestEvents>().HandleAsync([message]);

        List<QuarantineEntry> entries = await Quarantine.ListAsync().ToListAsync();
        Assert.Equal([Bad, "not json"], entries.OrderBy(entry => entry.Index).Select(Text));
        Assert.All(entries, entry => Assert.NotEmpty(entry.Reasons));
        Assert.All(entries, entry => Assert.Equal(("m", IngestFixture.Now), (entry.MessageId, entry.Received)));
    }

    [Fact]
    public async Task An_entry_is_found_by_the_beginning_of_its_id_unless_two_have_it()
    {
        await _fixture.Get<IngestEvents>().HandleAsync([IngestFixture.Message($"{Bad}\nnot json")]);
        QuarantineEntry entry = await Quarantine.ListAsync().FirstAsync();
        Assert.Equal(Text(entry), Text((await Quarantine.FindAsync(entry.Id))!));
        Assert.Equal(entry.Id, (await Quarantine.FindAsync(entry.Id[..20]))!.Id);
        Assert.Null(await Quarantine.FindAsync(""));
        Assert.Null(await Quarantine.FindAsync("none"));
    }

    [Fact]
    public async Task Replay_sends_the_bytes_again_and_a_second_refusal_is_a_new_entry()
    {
        await _fixture.Get<IngestEvents>().HandleAsync([IngestFixture.Message(Bad)]);
        QuarantineEntry entry = await Quarantine.ListAsync().SingleAsync();
        var queue = new LoopQueue(_fixture.Get<IngestEvents>());
        await Quarantine.ReplayAsync(entry, queue);

        QuarantineEntry again = await Quarantine.ListAsync().SingleAsync();
        Assert.Equal(Bad, Text(again));
        Assert.NotEqual(entry.Id, again.Id);
    }

    private static string Text(QuarantineEntry entry) => Encoding.UTF8.GetString(entry.Original.Span);

    /// <summary>Hands every message to ingest at once.</summary>
    private sealed class LoopQueue(IngestEvents ingest) : IEventQueue
    {
        public async Task SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancel = default) =>
            await ingest.HandleAsync(
                [.. messages.Select(message => new QueueMessage(message.Body, message.MessageId, IngestFixture.Now))], cancel);
    }
}
