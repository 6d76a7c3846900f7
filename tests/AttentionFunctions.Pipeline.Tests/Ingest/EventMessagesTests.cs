using AttentionFunctions.Client;
using AttentionFunctions.Events;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Ingest;

public sealed class EventMessagesTests
{
    [Fact]
    public void Whatever_the_texts_hold_every_message_fits_a_batch_and_every_event_is_in_one()
    {
        string[] parts = ["\"", "\\", "\u0001", "\n", "😀", "ä", "本", "plain", "\u2028", "\u007f"];
        Gen<AttentionEvent> events = Gen.Select(Gen.Int[0, parts.Length - 1], Gen.Int[0, 40_000], Gen.Int[0, 1_000_000], (part, length, number) => new AttentionEvent
        {
            Id = $"e{number}",
            Type = EventType.ItemUpserted,
            Time = IngestFixture.Now,
            ItemId = "i",
            Item = new ItemFields { Text = string.Concat(Enumerable.Repeat(parts[part], length / parts[part].Length)) },
        });
        events.Array[1, 12].Sample(batch =>
        {
            (IReadOnlyList<OutgoingMessage> messages, IReadOnlyList<int> tooLarge) = EventMessages.Pack(batch);
            Assert.All(ServiceBusBatches.Pack([.. messages.Select(message => new QueuedMessage(message.MessageId, message.Body))]), body => Assert.InRange(body.Length, 1, ServiceBusBatches.BatchBytes));
            IEnumerable<string> packed = messages.SelectMany(message => EventReader.Read(message.Body, IngestFixture.Now).Events).Select(e => e.Id);
            Assert.Equal(batch.Where((_, i) => !tooLarge.Contains(i)).Select(e => e.Id), packed);
        }, iter: 15);
    }

    [Fact]
    public void An_event_that_only_its_escaping_makes_too_large_is_told()
    {
        var quotes = new AttentionEvent
        {
            Id = "e",
            Type = EventType.ItemUpserted,
            Time = IngestFixture.Now,
            ItemId = "i",
            Item = new ItemFields { Text = new string('"', 70_000) },
        };
        Assert.True(EventWriter.Write(quotes).Length < EventMessages.MaxBytes);
        Assert.Equal([0], EventMessages.Pack([quotes]).TooLarge);
    }
}
