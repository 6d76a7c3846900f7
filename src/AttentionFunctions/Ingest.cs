using System.Text;
using AttentionFunctions.Ingest;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

public sealed class Ingest(IngestBatch ingest)
{
    /// <summary>
    /// One batch of the queue. Messages are completed when this returns; what it throws makes the whole batch come again, and after the
    /// queue's maximum delivery count go to the dead letters.
    /// </summary>
    /// <param name="messages">A <c>string[]</c>: a <c>List&lt;string&gt;</c> arrives null.</param>
    /// <param name="messageIdArray">Metadata, bound by name.</param>
    /// <param name="enqueuedTimeUtcArray">Metadata, bound by name: the time of events that carry none, the same at every redelivery.</param>
    /// <param name="deliveryCountArray">Metadata, bound by name: how often each message was delivered, this time included.</param>
    /// <param name="cancel">The host is stopping: the batch is abandoned and comes again.</param>
    [Function("Ingest")]
    public Task Run(
        [ServiceBusTrigger(Settings.Queue, Connection = Settings.ServiceBus, IsBatched = true)] string[] messages,
        string[] messageIdArray, DateTime[] enqueuedTimeUtcArray, int[] deliveryCountArray, CancellationToken cancel) =>
        ingest.HandleAsync([.. messages.Select((body, i) => new QueueMessage(
            Encoding.UTF8.GetBytes(body), messageIdArray[i],
            new DateTimeOffset(DateTime.SpecifyKind(enqueuedTimeUtcArray[i], DateTimeKind.Utc))))], deliveryCountArray, cancel);
}
