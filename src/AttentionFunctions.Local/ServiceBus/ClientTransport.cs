using System.Net.Sockets;
using Amqp;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>
/// A client's connection. It cures two mismatches between AMQPNetLite's listener and the JavaScript client: see
/// <see cref="DispositionFrames"/>; and it holds the server's AMQP header back until the client's has come, because that client loses
/// what follows the outcome of SASL in the same segment.
/// </summary>
internal sealed class ClientTransport : IAsyncTransport
{
    private const int HeaderBytes = 8;

    /// <summary>A client that has not come to AMQP itself by then is hung up on, so that it does not keep others waiting at the door.</summary>
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(10);

    private readonly Socket socket;
    private readonly byte[] buffer = new byte[64 * 1024];
    private readonly TaskCompletionSource clientHeader = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource handshake = new(HandshakeLimit);
    private int start;
    private int end;

    public ClientTransport(Socket socket)
    {
        this.socket = socket;
        handshake.Token.Register(Close);
    }

    public void SetConnection(Connection connection)
    {
    }

    public void Send(ByteBuffer buffer)
    {
        for (int sent = 0; sent < buffer.Length;)
            sent += socket.Send(buffer.Buffer, buffer.Offset + sent, buffer.Length - sent, SocketFlags.None);
    }

    public async Task SendAsync(IList<ByteBuffer> bufferList, int listSize)
    {
        if (!clientHeader.Task.IsCompleted && IsAmqpHeader(bufferList[0].Buffer.AsSpan(bufferList[0].Offset, bufferList[0].Length)))
            await clientHeader.Task;
        foreach (ByteBuffer part in bufferList)
            for (ReadOnlyMemory<byte> rest = part.Buffer.AsMemory(part.Offset, part.Length); rest.Length > 0;)
                rest = rest[await socket.SendAsync(rest)..];
    }

    public int Receive(byte[] buffer, int offset, int count) => ReceiveAsync(buffer, offset, count).GetAwaiter().GetResult();

    /// <summary>All <paramref name="count"/> bytes, or 0 at the end. The library reads a frame's size first and then all the rest at once.</summary>
    public async Task<int> ReceiveAsync(byte[] buffer, int offset, int count)
    {
        for (int read = 0; read < count;)
        {
            if (start == end)
            {
                start = 0;
                end = await socket.ReceiveAsync(this.buffer.AsMemory());
                if (end == 0)
                {
                    // The library itself hangs up only on clients that it has let in.
                    if (!clientHeader.Task.IsCompleted) Close();
                    return 0;
                }
            }

            int taken = Math.Min(count - read, end - start);
            this.buffer.AsSpan(start, taken).CopyTo(buffer.AsSpan(offset + read));
            start += taken;
            read += taken;
        }

        Span<byte> received = buffer.AsSpan(offset, count);
        if (!clientHeader.Task.IsCompleted && count == HeaderBytes && IsAmqpHeader(received)) Arrived();
        else DispositionFrames.Mend(received);
        return count;
    }

    public void Close()
    {
        socket.Dispose();
        handshake.Dispose();
        clientHeader.TrySetResult();
    }

    private void Arrived()
    {
        handshake.CancelAfter(Timeout.InfiniteTimeSpan);
        clientHeader.TrySetResult();
    }

    /// <summary>The header of AMQP itself, protocol id 0, not the one of SASL.</summary>
    private static bool IsAmqpHeader(ReadOnlySpan<byte> bytes) => bytes.Length >= HeaderBytes && bytes[..5].SequenceEqual("AMQP\0"u8);
}
