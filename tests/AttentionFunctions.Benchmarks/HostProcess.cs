using System.Diagnostics;
using System.Globalization;

namespace AttentionFunctions.Benchmarks;

/// <summary>The built <c>attention</c> executable as a process of its own, killed at the end; what it says of errors goes to standard error.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private const int Port = 7392;

    /// <summary>How long a process may take until it listens, and an answer until it comes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Process _process;

    private HostProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public HttpClient Http { get; } = new() { BaseAddress = new Uri($"http://127.0.0.1:{Port}"), Timeout = Patience };

    public TimeSpan SinceStart => Stopwatch.GetElapsedTime(_started);

    /// <param name="host">The executable's file.</param>
    /// <param name="data">The data folder.</param>
    public static HostProcess Start(string host, string data)
    {
        Process process = Process.Start(new ProcessStartInfo(host)
        {
            ArgumentList = { "run", "--data", data, "--port", Port.ToString(CultureInfo.InvariantCulture), "--service-bus", "off" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{host} does not start.");
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new HostProcess(process);
    }

    /// <summary>Asks until the host listens, and reads the answer to its end.</summary>
    /// <exception cref="InvalidOperationException">The answer was not a success.</exception>
    public async Task GetAsync(string path)
    {
        while (true)
        {
            try
            {
                using HttpResponseMessage response = await Http.GetAsync(new Uri(path, UriKind.Relative));
                if (response.IsSuccessStatusCode) return;
                throw new InvalidOperationException($"{path}: {response.StatusCode}");
            }
            catch (HttpRequestException) when (SinceStart < Patience && !_process.HasExited)
            {
                await Task.Delay(10);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
