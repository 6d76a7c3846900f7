using AttentionFunctions.Events;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Ingest;

/// <summary>
/// One batch of a queue that gives back batches as a whole, as the Service Bus trigger does. A message that cannot be handled must not take
/// its neighbours to the dead letters: after some failures the batch is tried message by message, and what fails while others succeed goes
/// to the quarantine, from where it can be replayed.
/// </summary>
public sealed partial class IngestBatch(IngestEvents ingest, Quarantine quarantine, ILogger<IngestBatch> logger)
{
    /// <summary>The delivery from which on messages are tried alone. The first failures are mostly outages, which pass by themselves.</summary>
    public const int AloneFrom = 4;

    /// <param name="messages">The batch.</param>
    /// <param name="deliveryCounts">Of each message, this delivery included.</param>
    /// <param name="cancel">The host is stopping: the batch comes again.</param>
    public async Task HandleAsync(IReadOnlyList<QueueMessage> messages, IReadOnlyList<int> deliveryCounts, CancellationToken cancel = default)
    {
        if (messages.Count == 1 || deliveryCounts.Max() < AloneFrom)
        {
            await ingest.HandleAsync(messages, cancel);
            return;
        }

        List<(QueueMessage Message, Exception Fault)> failed = [];
        foreach (QueueMessage message in messages)
        {
            try
            {
                await ingest.HandleAsync([message], cancel);
            }
            // Whatever it is: the batch decides below, and nothing is acknowledged before.
            catch (Exception fault) when (fault is not OutOfMemoryException && !cancel.IsCancellationRequested)
            {
                failed.Add((message, fault));
            }
        }

        // All of them: that is the store, not the messages. The queue delivers again, and gives up when it does not end.
        if (failed.Count == messages.Count) throw new AggregateException("No message of the batch could be stored.", failed.Select(pair => pair.Fault));
        foreach ((QueueMessage message, Exception fault) in failed)
        {
            LogPoison(fault, message.MessageId);
            await quarantine.AddAsync(message, new Rejection(0, [$"could not be stored: {fault.Message}"], message.Body), cancel);
        }
    }

    [LoggerMessage(1003, LogLevel.Error, "Message {MessageId} fails while its neighbours can be stored; it is in the quarantine, to be replayed")]
    private partial void LogPoison(Exception fault, string messageId);
}
