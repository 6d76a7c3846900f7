using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace AttentionFunctions.Testing;

/// <summary>
/// Stands between an HTTP client and a server on this machine and lets happen to each request what a schedule says. One request a connection:
/// the server is asked to close, so that the end of an answer is the end of its connection.
/// </summary>
public sealed partial class FaultProxy : IAsyncDisposable
{
    private const int LatencyMilliseconds = 5;

    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();

    private readonly Uri _server;
    private readonly Func<ProxiedRequest, Fault> _schedule;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<(string, string), int> _asked = new();
    private readonly ConcurrentDictionary<Fault, int> _counts = new();
    private readonly ConcurrentDictionary<Task, bool> _open = new();
    private readonly Task _accepting;

    /// <param name="server">Where requests go.</param>
    /// <param name="schedule">May be called by several threads at once.</param>
    public FaultProxy(Uri server, Func<ProxiedRequest, Fault> schedule)
    {
        (_server, _schedule) = (server, schedule);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What clients connect to in place of the server.</summary>
    public Uri Endpoint => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>A fault whose request has been answered or dropped counts; <see cref="Fault.None"/> too.</summary>
    public IReadOnlyDictionary<Fault, int> Counts => _counts;

    /// <summary>Runs after the server has done what a request asked for and before the client learns how that ended.</summary>
    public Func<ProxiedRequest, Task>? BeforeAnswer { get; init; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_open.Keys);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException)
            {
                return;
            }

            Task serving = ServeAsync(client);
            _open.TryAdd(serving, true);
            _ = serving.ContinueWith(done => _open.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            using var client = new NetworkStream(socket, ownsSocket: true);
            if (await ReadHeadAsync(client) is not { } read) return;
            string head = Encoding.ASCII.GetString(read.Bytes.AsSpan(0, read.HeadLength));
            byte[] body = new byte[ContentLength().Match(head) is { Success: true } length ? int.Parse(length.Groups[1].Value, CultureInfo.InvariantCulture) : 0];
            if (body.Length > 0 && ExpectContinue().IsMatch(head)) await client.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), _stop.Token);
            ReadOnlyMemory<byte> begun = read.Bytes.AsMemory(read.HeadLength, Math.Min(body.Length, read.Bytes.Length - read.HeadLength));
            begun.CopyTo(body);
            await client.ReadExactlyAsync(body.AsMemory(begun.Length), _stop.Token);

            string[] line = head[..head.IndexOf('\r', StringComparison.Ordinal)].Split(' ');
            var request = new ProxiedRequest(line[0], line[1], head, _asked.AddOrUpdate((line[0], line[1]), 0, (_, count) => count + 1));
            Fault fault = _schedule(request);
            _counts.AddOrUpdate(fault, 1, (_, count) => count + 1);
            await AnswerAsync(socket, client, request, body, fault);
        }
        catch (Exception end) when (end is IOException or SocketException or OperationCanceledException)
        {
            // One of the two went away, or the proxy ends: what a client sees of it is what it is made to see.
        }
    }

    private async Task AnswerAsync(Socket socket, NetworkStream client, ProxiedRequest request, byte[] body, Fault fault)
    {
        switch (fault)
        {
            case Fault.Busy:
                await SendAsync(client, Refusal("503 Service Unavailable", "ServerBusy"));
                return;
            case Fault.NotMet:
                await SendAsync(client, Refusal("412 Precondition Failed", "ConditionNotMet"));
                return;
            case Fault.DropBefore:
                Reset(socket);
                return;
            case Fault.CutRequest:
                if (body.Length > 0) await ForwardAsync(request, body, body.Length / 2);
                return;
            case Fault.Latency:
                await Task.Delay(LatencyMilliseconds, _stop.Token);
                break;
        }

        byte[] answer = await ForwardAsync(request, body, body.Length);
        if (BeforeAnswer is not null) await BeforeAnswer(request);
        switch (fault)
        {
            case Fault.DropAfter:
                Reset(socket);
                return;
            case Fault.Silence:
                await client.CopyToAsync(Stream.Null, _stop.Token); // Until the client has had enough.
                return;
            case Fault.BusyAfter:
                await SendAsync(client, Refusal("503 Service Unavailable", "ServerBusy"));
                return;
            case Fault.NotMetAfter:
                await SendAsync(client, Refusal("412 Precondition Failed", "ConditionNotMet"));
                return;
            case Fault.CutResponse:
                int head = answer.AsSpan().IndexOf(HeadEnd) + HeadEnd.Length;
                await SendAsync(client, answer.Length > head ? answer.AsMemory(0, (head + answer.Length) / 2) : answer.AsMemory(0, head / 2));
                return;
            default:
                await SendAsync(client, answer);
                return;
        }
    }

    /// <returns>The whole answer; empty when less than the whole body was sent.</returns>
    private async Task<byte[]> ForwardAsync(ProxiedRequest request, byte[] body, int bytes)
    {
        using var server = new TcpClient(AddressFamily.InterNetwork) { NoDelay = true };
        await server.ConnectAsync(IPAddress.Loopback, _server.Port, _stop.Token);
        NetworkStream stream = server.GetStream();
        string head = ForThisProxy().Replace(request.Head, "")[..^2] + "Connection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
        await stream.WriteAsync(body.AsMemory(0, bytes), _stop.Token);
        if (bytes < body.Length) return [];

        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer, _stop.Token);
        return answer.ToArray();
    }

    private async Task<(byte[] Bytes, int HeadLength)?> ReadHeadAsync(NetworkStream client)
    {
        using var read = new MemoryStream();
        byte[] buffer = new byte[16 << 10];
        while (true)
        {
            int count = await client.ReadAsync(buffer, _stop.Token);
            if (count == 0) return null;
            read.Write(buffer, 0, count);
            int end = read.GetBuffer().AsSpan(0, (int)read.Length).IndexOf(HeadEnd);
            if (end >= 0) return (read.ToArray(), end + HeadEnd.Length);
        }
    }

    private async Task SendAsync(NetworkStream client, ReadOnlyMemory<byte> answer) => await client.WriteAsync(answer, _stop.Token);

    private static byte[] Refusal(string status, string code) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nx-ms-error-code: {code}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    /// <summary>A reset rather than an end: nothing that was sent counts any more.</summary>
    private static void Reset(Socket socket) => socket.LingerState = new LingerOption(enable: true, seconds: 0);

    [GeneratedRegex("\r\nContent-Length: *([0-9]+)", RegexOptions.IgnoreCase)]
    private static partial Regex ContentLength();

    [GeneratedRegex("\r\nExpect: *100-continue", RegexOptions.IgnoreCase)]
    private static partial Regex ExpectContinue();

    [GeneratedRegex("\r\n(Connection|Expect):[^\r]*(?=\r\n)", RegexOptions.IgnoreCase)]
    private static partial Regex ForThisProxy();
}
