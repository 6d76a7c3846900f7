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

    [Fact]
    public async Task The_newest_entries_come_with_the_number_of_all()
    {
        await _fixture.Get<IngestEvents>().HandleAsync(
            [.. Enumerable.Range(1, 5).Select(day => new QueueMessage(Encoding.UTF8.GetBytes($"day {day}"), $"m{day}", IngestFixture.Now.AddDays(day)))]);
        (int total, IReadOnlyList<QuarantineEntry> newest) = await Quarantine.NewestAsync(2);
        Assert.Equal(5, total);
        Assert.Equal(["day 5", "day 4"], newest.Select(Text));
    }

    [Fact]
    public async Task Replaying_all_takes_every_entry_once_and_no_more_than_asked()
    {
        await _fixture.Get<IngestEvents>().HandleAsync([IngestFixture.Message($"{Bad}\n{Bad}\n{Bad}")]);
        string[] before = [.. (await Quarantine.ListAsync().ToListAsync()).Select(entry => entry.Id)];
        var queue = new LoopQueue(_fixture.Get<IngestEvents>());
        Assert.Equal(2, await Quarantine.ReplayAllAsync(queue, 2));
        Assert.Equal(1, (await Quarantine.ListAsync().ToListAsync()).Count(entry => before.Contains(entry.Id)));
        Assert.Equal(3, await Quarantine.ReplayAllAsync(queue));
        Assert.Equal(3, (await Quarantine.ListAsync().ToListAsync()).Count(entry => !before.Contains(entry.Id)));
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
