using System.Collections.Concurrent;
using System.Diagnostics;

namespace AttentionFunctions.Benchmarks;

/// <summary>Open-loop load: a request starts on schedule whether or not earlier ones have ended, so waiting counts as latency.</summary>
internal static class RequestLatency
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(Uri address, string[] users, int rate, string query)
    {
        using var http = new HttpClient { BaseAddress = address };
        var random = new Random(1);
        for (int i = 0; i < 200; i++) await AskAsync(http, users[random.Next(users.Length)], query);

        var latencies = new ConcurrentBag<double>();
        int failed = 0, total = (int)(rate * Duration.TotalSeconds);
        long start = Stopwatch.GetTimestamp();
        var running = new List<Task>(total);
        for (int i = 0; i < total; i++)
        {
            TimeSpan due = TimeSpan.FromSeconds((double)i / rate);
            TimeSpan wait = due - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, TimeProvider.System);
            string user = users[random.Next(users.Length)];
            running.Add(Task.Run(async () =>
            {
                if (!await AskAsync(http, user, query)) Interlocked.Increment(ref failed);
                latencies.Add((Stopwatch.GetElapsedTime(start) - due).TotalMilliseconds);
            }));
        }

        await Task.WhenAll(running);
        double[] sorted = [.. latencies.Order()];
        Console.WriteLine($"{total} requests at {rate}/s, {failed} failed: p50 {At(0.5):F1} ms, p90 {At(0.9):F1}, p99 {At(0.99):F1}, max {sorted[^1]:F1}");
        return failed == 0 ? 0 : 1;

        double At(double quantile) => sorted[(int)(quantile * (sorted.Length - 1))];
    }

    private static async Task<bool> AskAsync(HttpClient http, string user, string query)
    {
        using HttpResponseMessage response = await http.GetAsync(new Uri($"/api/users/{user}/recommendations{query}", UriKind.Relative));
        await response.Content.ReadAsByteArrayAsync();
        return response.IsSuccessStatusCode;
    }
}
