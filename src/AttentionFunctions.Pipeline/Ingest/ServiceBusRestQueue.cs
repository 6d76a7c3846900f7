using AttentionFunctions.Client;

namespace AttentionFunctions.Ingest;

/// <summary>A Service Bus queue, sent to over REST, which needs no connection to be kept.</summary>
public sealed class ServiceBusRestQueue(ServiceBusSender sender) : IEventQueue
{
    public Task SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancel = default) =>
        sender.SendAsync([.. messages.Select(message => new QueuedMessage(message.MessageId, message.Body))], cancel);
}
