using System.Net;
using AttentionFunctions.Local.Queue;
using Microsoft.Extensions.Time.Testing;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>An endpoint on a port of its own over a queue that nobody else works on, on a clock that only the test moves.</summary>
internal sealed class EndpointFixture : IDisposable
{
    public const string SessionQueueName = "orders";

    private readonly TemporaryFolder folder = new();
    private readonly BusQueues queues;
    private readonly ServiceBusEndpoint endpoint;

    public EndpointFixture(string? key = null, TimeProvider? time = null)
    {
        Queue = new SqliteQueue(folder.File("queue.db"), new SqliteQueueOptions
        {
            LockDuration = TimeSpan.FromSeconds(30),
            MaxDeliveryCount = 3,
            DuplicateWindow = TimeSpan.FromMinutes(10),
        }, time ?? Time);
        EndpointOptions options = new() { Listen = new IPEndPoint(IPAddress.Loopback, 0), Key = key, SessionQueue = SessionQueueName };
        queues = new BusQueues(options, Queue, folder.File("sessions.db"), time ?? Time);
        endpoint = new ServiceBusEndpoint(Queues, options, time ?? Time);
    }

    /// <summary>Far ahead: the client's own clock must not matter.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2040, 5, 6, 7, 8, 9, TimeSpan.Zero));

    public SqliteQueue Queue { get; }

    public IReadOnlyDictionary<string, SqliteQueue> Queues => queues.ByName;

    public SqliteQueue SessionQueue => Queues[SessionQueueName];

    public IPEndPoint Endpoint => endpoint.Endpoint;

    public string Connection(string key = "none") =>
        $"Endpoint=sb://{endpoint.Endpoint};SharedAccessKeyName={EndpointOptions.KeyName};SharedAccessKey={key};UseDevelopmentEmulator=true";

    public void Dispose()
    {
        endpoint.Dispose();
        queues.Dispose();
        Queue.Dispose();
        folder.Dispose();
    }
}
