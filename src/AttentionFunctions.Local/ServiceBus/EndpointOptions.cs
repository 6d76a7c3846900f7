using System.Net;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>Where and to whom the local queue speaks Service Bus.</summary>
internal sealed record EndpointOptions
{
    /// <summary>The port of AMQP, which clients assume when a connection string names none.</summary>
    public const int DefaultPort = 5672;

    /// <summary>The name that the portal gives the first key of a namespace.</summary>
    public const string KeyName = "RootManageSharedAccessKey";

    /// <summary>Port 0 takes any free one.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, DefaultPort);

    /// <summary>The one queue there is; its dead letters are at <c>{queue}/$deadletterqueue</c>.</summary>
    public string Queue { get; init; } = "behaviour-events";

    /// <summary>The text of the shared access key that clients must sign with; null lets everybody in, which only loopback allows.</summary>
    public string? Key { get; init; }

    /// <summary>Bytes of a message and of a batch. The limit of the Standard tier, so that what works here works there.</summary>
    public int MaxMessageBytes { get; init; } = 256 * 1024;

    /// <summary>How often a waiting receiver looks for messages of other processes, ended locks and scheduled messages that are due.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <exception cref="InvalidOperationException">The endpoint would be open to the network.</exception>
    public EndpointOptions Validated() => Key is not null || IPAddress.IsLoopback(Listen.Address)
        ? this
        : throw new InvalidOperationException(
            $"A Service Bus endpoint on {Listen.Address} needs a key: pass --service-bus-key, or listen on {IPAddress.Loopback}.");
}
