using System.Net;
using System.Net.Sockets;
using Amqp;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>Accepts connections for AMQPNetLite's listeners, through <see cref="ClientTransport"/>.</summary>
internal sealed class TcpAcceptor : TransportProvider
{
    public const string Scheme = "amqp";

    private readonly TcpListener listener;
    private volatile bool disposed;

    /// <exception cref="InvalidOperationException">The port is taken.</exception>
    public TcpAcceptor(IPEndPoint endpoint)
    {
        AddressSchemes = [Scheme];
        listener = new TcpListener(endpoint);
        try
        {
            listener.Start();
        }
        catch (SocketException fault)
        {
            listener.Dispose();
            throw new InvalidOperationException(
                $"The Service Bus endpoint cannot listen on {endpoint}: {fault.Message}. Another emulator or broker may have the port; "
                + "choose another with --service-bus 127.0.0.1:PORT, or turn the endpoint off with --service-bus off.", fault);
        }
    }

    /// <summary>With the port that was taken, when any was allowed.</summary>
    public IPEndPoint Endpoint => (IPEndPoint)listener.LocalEndpoint;

    /// <summary>The next client's connection. After <see cref="Dispose"/> it never returns: the library would ask again at once, for ever.</summary>
    public override async Task<IAsyncTransport> CreateAsync(Address address)
    {
        while (!disposed)
        {
            try
            {
                Socket socket = await listener.AcceptSocketAsync();
                socket.NoDelay = true;
                return new ClientTransport(socket);
            }
            catch (SocketException)
            {
                // The client was gone before it was let in, or the listener is being closed.
            }
            catch (Exception e) when (e is ObjectDisposedException or InvalidOperationException && disposed)
            {
                break;
            }
        }

        return await new TaskCompletionSource<IAsyncTransport>().Task;
    }

    public override void Dispose()
    {
        disposed = true;
        base.Dispose();
        listener.Dispose();
    }
}
