using System.Net;
using Amqp;
using Amqp.Handler;
using Amqp.Listener;
using Amqp.Sasl;
using Amqp.Types;
using AttentionFunctions.Local.Queue;
using EventId = Amqp.Handler.EventId;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>
/// Local queues as Service Bus queues over AMQP 1.0, for the official clients with
/// <c>Endpoint=sb://127.0.0.1;SharedAccessKeyName=…;SharedAccessKey=…;UseDevelopmentEmulator=true</c>.
/// </summary>
internal sealed class ServiceBusEndpoint : IDisposable
{
    /// <summary>The library lets clients in one after the other at each of its listeners; so one that stalls keeps few others waiting.</summary>
    private const int Doors = 4;

    private const int MaxFrameBytes = 64 * 1024;
    private const int MaxSessions = 1000;
    private const int MaxLinks = 1000;
    private const uint IdleMilliseconds = 120_000;

    private readonly TcpAcceptor acceptor;
    private readonly ContainerHost host;

    /// <summary>Listens at once.</summary>
    /// <param name="queues">By name.</param>
    /// <exception cref="InvalidOperationException">The port is taken, or the endpoint would be open to the network.</exception>
    public ServiceBusEndpoint(IReadOnlyDictionary<string, SqliteQueue> queues, EndpointOptions options, TimeProvider time)
    {
        acceptor = new TcpAcceptor(options.Validated().Listen);
        host = new ContainerHost([.. Enumerable.Range(0, Doors).Select(door =>
            new Address(acceptor.Endpoint.Address.ToString(), acceptor.Endpoint.Port, null, null, $"/{door}", TcpAcceptor.Scheme))]);
        host.CustomTransports[TcpAcceptor.Scheme] = acceptor;
        foreach (ConnectionListener listener in host.Listeners)
        {
            listener.SASL.EnableAnonymousMechanism = true;
            listener.SASL.EnableMechanism(new Symbol(TokenLater.Name), new TokenLater());
            listener.AMQP.MaxFrameSize = MaxFrameBytes;
            listener.AMQP.MaxSessionsPerConnection = MaxSessions;
            listener.AMQP.MaxLinksPerSession = MaxLinks;
            listener.AMQP.IdleTimeout = (int)IdleMilliseconds;
            listener.HandlerFactory = _ => LockTokenTags.Instance;
        }

        host.RegisterLinkProcessor(new Links(queues, options, time));
        host.Open();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint => acceptor.Endpoint;

    public void Dispose()
    {
        host.Close();
        acceptor.Dispose();
    }

    /// <summary>The mechanism of the .NET and Go clients: admission is a matter of <c>$cbs</c>, see <see cref="Admission"/>.</summary>
    private sealed class TokenLater() : SaslProfile(new Symbol(Name))
    {
        public const string Name = "MSSBCBS";

        protected override ITransport UpgradeTransport(ITransport transport) => transport;

        protected override DescribedList GetStartCommand(string hostname) => new SaslInit { Mechanism = Mechanism };

        protected override DescribedList OnCommand(DescribedList command) => new SaslOutcome { Code = SaslCode.Ok };
    }

    /// <summary>A delivery's tag is its lock token, 16 bytes in the order of .NET.</summary>
    private sealed class LockTokenTags : IHandler
    {
        public static readonly LockTokenTags Instance = new();

        public bool CanHandle(EventId id) => id == EventId.SendDelivery;

        public void Handle(Event protocolEvent)
        {
            if (protocolEvent.Context is IDelivery { Message: DeliveredMessage message } delivery) delivery.Tag = message.Token.ToByteArray();
        }
    }
}
