using System.Text;
using System.Text.Json;
using AttentionFunctions.Events;
using AttentionFunctions.Testing;
using Xunit;
using static AttentionFunctions.Testing.RecordingServer;

namespace AttentionFunctions.Client;

public sealed class EventPublisherTests : IAsyncLifetime
{
    private readonly SkippingTime time = new();
    private RecordingServer server = null!;

    private EventPublisher Publisher => new(new ServiceBusSender(server.Client, ServiceBusSamples.At(server.Address), "events", time), time);

    public async ValueTask InitializeAsync() => server = await StartAsync(Answer(201));

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task The_pipeline_reads_every_field_that_the_client_writes()
    {
        await Publisher.SendAsync(
        [
            new PublishedEvent("view")
            {
                Id = "e-1", UserId = "u", ItemId = "i", DwellSeconds = 37.5, Value = 4, SessionId = "s", RecommendationId = "r",
                Context = new Dictionary<string, string> { ["device"] = "mobile" },
            },
            new PublishedEvent("search") { Id = "e-2", UserId = "u", Query = "tomatoes & \"soil\"", Time = SkippingTime.Begin.AddDays(-1) },
            new PublishedEvent("focus") { Id = "e-3", UserId = "u", Category = "reading", Seconds = 600 },
            new PublishedEvent("item.upserted")
            {
                Id = "e-4", ItemId = "i", Item = new PublishedItem
                {
                    Title = "Tomaten – 西红柿", Text = "text", Categories = ["garden"], Tags = ["t"], Creator = "c", Language = "de", Price = 9.5,
                    PublishedAt = SkippingTime.Begin, ExpiresAt = SkippingTime.Begin.AddDays(1), Hidden = false, AttentionSeconds = 120, Vector = [0.25f, 1],
                },
            },
        ]);

        EventBatch batch = EventReader.Read(Encoding.UTF8.GetBytes(Assert.Single(Bodies())), SkippingTime.Begin);
        Assert.Empty(batch.Rejections);
        Assert.Equal(["e-1", "e-2", "e-3", "e-4"], batch.Events.Select(@event => @event.Id));
        AttentionEvent view = batch.Events[0];
        Assert.Equal((SkippingTime.Begin, "u", "i", 37.5, 4.0), (view.Time, view.UserId, view.ItemId, view.DwellSeconds, view.Value));
        Assert.Equal(("s", "r", "mobile"), (view.SessionId, view.RecommendationId, view.Context!["device"]));
        Assert.Equal(("tomatoes & \"soil\"", SkippingTime.Begin.AddDays(-1)), (batch.Events[1].Query, batch.Events[1].Time));
        Assert.Equal(("reading", 600.0), (batch.Events[2].Category, batch.Events[2].Seconds));
        ItemFields item = batch.Events[3].Item!;
        Assert.Equal(("Tomaten – 西红柿", "text", "c", "de"), (item.Title, item.Text, item.Creator, item.Language));
        Assert.Equal((9.5, SkippingTime.Begin, SkippingTime.Begin.AddDays(1)), (item.Price, item.PublishedAt, item.ExpiresAt));
        Assert.Equal(120.0, item.AttentionSeconds);
        Assert.Equal(2, item.Vector!.Count);
    }

    [Fact]
    public async Task A_retry_has_the_same_message_ids_and_event_ids()
    {
        server.Plan(Answer(503), Break);
        await Publisher.SendAsync([new PublishedEvent("view") { UserId = "u", ItemId = "i" }]);
        Assert.Equal(3, server.Requests.Count);
        Assert.Single(server.Requests.Select(request => request.Text).Distinct());
    }

    [Fact]
    public async Task An_event_that_no_message_can_hold_is_named_and_nothing_is_sent()
    {
        PublishedEvent large = new("search") { UserId = "u", Query = new string('q', EventPacking.MaxMessageBytes) };
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(() => Publisher.SendAsync([new PublishedEvent("view"), large]));
        Assert.StartsWith("Event 1 (from 0)", refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void Packs_by_size_and_count_and_loses_nothing()
    {
        byte[][] events = [.. Enumerable.Range(0, 1200).Select(i => Encoding.UTF8.GetBytes($"{{\"i\":{i},\"x\":\"{new string('x', i)}\"}}"))];
        (IReadOnlyList<QueuedMessage> messages, IReadOnlyList<int> tooLarge) = EventPacking.Pack([.. events.Select(json => (ReadOnlyMemory<byte>)json)]);
        Assert.Empty(tooLarge);
        Assert.All(messages, message => Assert.InRange(message.Body.Length, 1, EventPacking.MaxMessageBytes));
        string[][] lines = [.. messages.Select(message => Encoding.UTF8.GetString(message.Body.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))];
        Assert.All(lines, message => Assert.InRange(message.Length, 1, EventPacking.MaxEvents));
        Assert.Equal(EventPacking.MaxEvents, lines[0].Length);
        Assert.Equal(events.Select(Encoding.UTF8.GetString), lines.SelectMany(message => message));
    }

    /// <summary>With the id of the first event for a message id, the queue would drop the second batch, and with it an event.</summary>
    [Fact]
    public void A_batch_that_begins_like_another_is_no_duplicate_of_it()
    {
        ReadOnlyMemory<byte> first = "{\"id\":\"a\"}"u8.ToArray(), second = "{\"id\":\"b\"}"u8.ToArray();
        Assert.NotEqual(Id(first), Id(first, second));
        Assert.Equal(Id(first, second), Id(first, second));

        static string Id(params ReadOnlyMemory<byte>[] events) => Assert.Single(EventPacking.Pack(events).Messages).MessageId;
    }

    private IEnumerable<string> Bodies() => server.Requests.SelectMany(request =>
        JsonElement.Parse(request.Body).EnumerateArray().Select(message => message.GetProperty("Body").GetString()!));
}
