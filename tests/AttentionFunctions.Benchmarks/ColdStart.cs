using System.Diagnostics;
using System.Globalization;

namespace AttentionFunctions.Benchmarks;

/// <summary>From the start of a host's process to its first answers, over a data folder that has a model; the host is stopped after each.</summary>
internal static class ColdStart
{
    private const int Port = 7391, Runs = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <param name="host">The built <c>attention</c> executable.</param>
    public static async Task<int> RunAsync(string host, string data)
    {
        var (health, first, second) = (new List<double>(), new List<double>(), new List<double>());
        for (int run = 0; run < Runs; run++)
        {
            long started = Stopwatch.GetTimestamp();
            using Process process = Process.Start(new ProcessStartInfo(host)
            {
                ArgumentList = { "run", "--data", data, "--port", Port.ToString(CultureInfo.InvariantCulture), "--service-bus", "off" },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }) ?? throw new InvalidOperationException($"{host} does not start.");
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            try
            {
                using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}"), Timeout = Patience };
                health.Add(await AnsweredAsync(http, "/api/openapi.json", started));
                first.Add(await AnsweredAsync(http, "/api/users/user1/recommendations?diversity=0.3", started));
                long again = Stopwatch.GetTimestamp();
                second.Add(await AnsweredAsync(http, "/api/users/user2/recommendations?diversity=0.3", again));
            }
            finally
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }
        }

        Console.WriteLine($"listening {Text(health)}; first recommendations {Text(first)}; the next ones {Text(second)} (ms, median and range of {Runs} starts)");
        return 0;

        static string Text(List<double> values) => string.Create(CultureInfo.InvariantCulture, $"{values.Order().ElementAt(values.Count / 2):F0} ({values.Min():F0} to {values.Max():F0})");
    }

    private static async Task<double> AnsweredAsync(HttpClient http, string path, long since)
    {
        while (true)
        {
            try
            {
                using HttpResponseMessage response = await http.GetAsync(new Uri(path, UriKind.Relative));
                if (response.IsSuccessStatusCode) return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
                throw new InvalidOperationException($"{path}: {response.StatusCode}");
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(10);
            }
        }
    }
}
