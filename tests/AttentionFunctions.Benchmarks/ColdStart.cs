using System.Diagnostics;
using System.Globalization;

namespace AttentionFunctions.Benchmarks;

/// <summary>From the start of a host's process to its first answers, over a data folder that has a model; the host is stopped after each.</summary>
internal static class ColdStart
{
    private const int Runs = 5;

    /// <param name="host">The built <c>attention</c> executable.</param>
    /// <param name="data">The data folder.</param>
    public static async Task<int> RunAsync(string host, string data)
    {
        var (health, first, second) = (new List<double>(), new List<double>(), new List<double>());
        for (int run = 0; run < Runs; run++)
        {
            await using HostProcess process = HostProcess.Start(host, data);
            await process.GetAsync("/api/openapi.json");
            health.Add(process.SinceStart.TotalMilliseconds);
            await process.GetAsync("/api/users/user1/recommendations?diversity=0.3");
            first.Add(process.SinceStart.TotalMilliseconds);
            long again = Stopwatch.GetTimestamp();
            await process.GetAsync("/api/users/user2/recommendations?diversity=0.3");
            second.Add(Stopwatch.GetElapsedTime(again).TotalMilliseconds);
        }

        Console.WriteLine($"listening {Text(health)}; first recommendations {Text(first)}; the next ones {Text(second)} (ms, median and range of {Runs} starts)");
        return 0;

        static string Text(List<double> values) => string.Create(CultureInfo.InvariantCulture, $"{values.Order().ElementAt(values.Count / 2):F0} ({values.Min():F0} to {values.Max():F0})");
    }
}
