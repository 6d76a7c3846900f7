using System.Net;
using System.Text.RegularExpressions;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>Where and to whom the local queue speaks Service Bus.</summary>
internal sealed partial record EndpointOptions
{
    /// <summary>The port of AMQP, which clients assume when a connection string names none.</summary>
    public const int DefaultPort = 5672;

    /// <summary>The name that the portal gives the first key of a namespace.</summary>
    public const string KeyName = "RootManageSharedAccessKey";

    /// <summary>Port 0 takes any free one.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, DefaultPort);

    /// <summary>The name of the pipeline's queue; its dead letters are at <c>{queue}/$deadletterqueue</c>.</summary>
    public string Queue { get; init; } = "behaviour-events";

    /// <summary>A further queue, for what applications have to tell each other, that requires sessions; null for none.</summary>
    public string? SessionQueue { get; init; }

    public IEnumerable<string> Names => SessionQueue is null ? [Queue] : [Queue, SessionQueue];

    /// <summary>The text of the shared access key that clients must sign with; null lets everybody in, which only loopback allows.</summary>
    public string? Key { get; init; }

    /// <summary>Bytes of a message and of a batch. The limit of the Standard tier, so that what works here works there.</summary>
    public int MaxMessageBytes { get; init; } = 256 * 1024;

    /// <summary>How often a waiting receiver looks for messages of other processes, ended locks and scheduled messages that are due.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <exception cref="InvalidOperationException">The endpoint would be open to the network, or a queue's name is none.</exception>
    public EndpointOptions Validated()
    {
        if (Key is null && !IPAddress.IsLoopback(Listen.Address))
        {
            throw new InvalidOperationException(
                $"A Service Bus endpoint on {Listen.Address} needs a key: pass --service-bus-key, or listen on {IPAddress.Loopback}.");
        }

        if (SessionQueue is { } name && (!QueueName().IsMatch(name) || name.Equals(Queue, StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidOperationException(
                $"'{name}' cannot be the queue with sessions: its name has up to 260 letters, digits and . - _ /, begins and ends with a letter "
                + $"or digit, and is not that of the pipeline's queue, {Queue}.");
        }

        return this;
    }

    /// <summary>https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftservicebus</summary>
    [GeneratedRegex("^(?!.{261})[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$")]
    private static partial Regex QueueName();
}
