using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace AttentionFunctions.Benchmarks;

/// <summary>Ranks over HTTP against a running host: latency, and what a rank costs the host's process, this one's own work apart.</summary>
/// <remarks>
/// The runtime counts for its compiler until what is hot is compiled anew, at several times the price: half a minute of warm-up.
/// Requests are written to the socket as prepared, and answers only looked through for their end, so that the generator takes little of
/// the machine.
/// </remarks>
internal static class DecideLoad
{
    private const int Seconds = 10, WarmUpSeconds = 30, Connections = 32;

    /// <param name="process">Of the host, on this machine.</param>
    /// <param name="rate">Ranks a second, open loop: a request's latency counts from when it was due. 0 for as fast as all connections can.</param>
    public static async Task<int> RunAsync(Uri address, int process, int actions, int features, int rate)
    {
        byte[][] requests = [.. Enumerable.Range(0, 64).Select(seed => Request(address, DecideThroughput.Body(actions, features, seed)))];
        using Process host = Process.GetProcessById(process);
        await PhaseAsync(address, requests, 0, WarmUpSeconds);
        TimeSpan hostBefore = Cpu(host), ownBefore = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        double[] sorted = await PhaseAsync(address, requests, rate, Seconds);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double hostMicros = (Cpu(host) - hostBefore).TotalMicroseconds / sorted.Length, ownMicros = (Environment.CpuUsage.TotalTime - ownBefore).TotalMicroseconds / sorted.Length;
        Console.WriteLine(FormattableString.Invariant(
            $"{actions} actions × {features} features, {requests[0].Length / 1024} KiB a request, {(rate == 0 ? "closed loop" : $"{rate}/s offered")}: {sorted.Length / seconds:F0} ranks/s, p50 {At(0.5):F2} ms, p99 {At(0.99):F2} ms, max {sorted[^1]:F1} ms; a rank costs the host {hostMicros:F0} µs of CPU (two cores: {2e6 / hostMicros:F0} ranks/s) and the generator {ownMicros:F0} µs"));
        return 0;

        double At(double quantile) => sorted[(int)(quantile * (sorted.Length - 1))];
    }

    private static TimeSpan Cpu(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    /// <returns>Latencies, ms, ascending.</returns>
    private static async Task<double[]> PhaseAsync(Uri address, byte[][] requests, int rate, int seconds)
    {
        long start = Stopwatch.GetTimestamp();
        int next = -1;
        List<double>[] latencies = await Task.WhenAll(Enumerable.Range(0, Connections).Select(connection => Task.Run(async () =>
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(address.Host, address.Port);
            var own = new List<double>();
            byte[] buffer = new byte[64 * 1024];
            while (true)
            {
                int i = Interlocked.Increment(ref next);
                TimeSpan due = rate == 0 ? Stopwatch.GetElapsedTime(start) : TimeSpan.FromSeconds((double)i / rate);
                if (due.TotalSeconds >= seconds) return own;
                TimeSpan wait = due - Stopwatch.GetElapsedTime(start);
                if (wait > TimeSpan.Zero) await Task.Delay(wait, TimeProvider.System);
                // A timer's ticks are a millisecond: what was asked late is not charged to the host, but what waited for a connection is.
                TimeSpan begin = wait > TimeSpan.Zero ? Stopwatch.GetElapsedTime(start) : due;
                await AskAsync(socket, requests[i % requests.Length], buffer);
                own.Add((Stopwatch.GetElapsedTime(start) - begin).TotalMilliseconds);
            }
        })));
        return [.. latencies.SelectMany(own => own).Order()];
    }

    private static async Task AskAsync(Socket socket, byte[] request, byte[] buffer)
    {
        for (int sent = 0; sent < request.Length;) sent += await socket.SendAsync(request.AsMemory(sent));
        int length = 0;
        do
        {
            int read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0) throw new IOException("The host closed the connection.");
            length += read;
        }
        while (!IsWhole(buffer.AsSpan(0, length)));
        if (!buffer.AsSpan(0, length).StartsWith("HTTP/1.1 201"u8)) throw new IOException(Encoding.UTF8.GetString(buffer, 0, Math.Min(length, 500)));
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        int body = answer.IndexOf("\r\n\r\n"u8) + 4;
        if (body < 4) return false;
        ReadOnlySpan<byte> head = answer[..body];
        int at = head.IndexOf("Content-Length: "u8);
        if (at < 0) return answer.EndsWith("\r\n0\r\n\r\n"u8); // chunked
        return System.Buffers.Text.Utf8Parser.TryParse(head[(at + "Content-Length: ".Length)..], out int length, out _) && answer.Length == body + length;
    }

    private static byte[] Request(Uri address, byte[] body) =>
        [.. Encoding.ASCII.GetBytes($"POST /personalizer/v1.0/rank HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];
}
