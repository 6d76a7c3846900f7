using System.Diagnostics;
using System.Text;
using System.Text.Json;
using AttentionFunctions.Decide;
using AttentionFunctions.Http;
using AttentionFunctions.Local.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AttentionFunctions.Benchmarks;

/// <summary>Ranks a second and their latencies, from the request's bytes to the stored decision, without HTTP.</summary>
internal static class DecideThroughput
{
    private const int Seconds = 5, Callers = 64;

    /// <param name="rate">Ranks a second, open loop; 0 for as fast as 64 callers can.</param>
    public static async Task<int> RunAsync(int actions, int features, int rate)
    {
        string folder = Directory.CreateTempSubdirectory("attention-bench-").FullName;
        try
        {
            await using ServiceProvider pipeline = new ServiceCollection().AddLogging().AddLocalPipeline(new LocalOptions(folder)).BuildServiceProvider();
            var decider = pipeline.GetRequiredService<Decider>();
            byte[][] bodies = [.. Enumerable.Range(0, 64).Select(seed => Body(actions, features, seed))];
            for (int i = 0; i < 2000; i++) await RankAsync(decider, bodies[i % bodies.Length]);

            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            long allocated = GC.GetTotalAllocatedBytes();
            var latencies = new List<double>();
            long start = Stopwatch.GetTimestamp();
            if (rate == 0)
            {
                double[][] each = await Task.WhenAll(Enumerable.Range(0, Callers).Select(worker => Task.Run(async () =>
                {
                    var own = new List<double>();
                    for (int i = worker; Stopwatch.GetElapsedTime(start).TotalSeconds < Seconds; i++)
                    {
                        long begin = Stopwatch.GetTimestamp();
                        await RankAsync(decider, bodies[i % bodies.Length]);
                        own.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                    }

                    return own.ToArray();
                })));
                latencies.AddRange(each.SelectMany(own => own));
            }
            else
            {
                var running = new List<Task<double>>();
                for (int i = 0; i < rate * Seconds; i++)
                {
                    TimeSpan due = TimeSpan.FromSeconds((double)i / rate), wait = due - Stopwatch.GetElapsedTime(start);
                    if (wait > TimeSpan.Zero) await Task.Delay(wait, TimeProvider.System);
                    byte[] body = bodies[i % bodies.Length];
                    running.Add(Task.Run(async () =>
                    {
                        await RankAsync(decider, body);
                        return (Stopwatch.GetElapsedTime(start) - due).TotalMilliseconds;
                    }));
                }

                latencies.AddRange(await Task.WhenAll(running));
            }

            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double[] sorted = [.. latencies.Order()];
            Console.WriteLine(FormattableString.Invariant(
                $"{actions} actions × {features} features, body {bodies[0].Length / 1024} KiB: {sorted.Length / seconds:F0} ranks/s, p50 {At(0.5):F2} ms, p99 {At(0.99):F2} ms, max {sorted[^1]:F1} ms, {(Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / sorted.Length:F0} µs CPU and {(GC.GetTotalAllocatedBytes() - allocated) / sorted.Length / 1024} KiB allocated a rank, {Directory.GetFiles(folder, "*.jsonl", SearchOption.AllDirectories).Length} segments"));
            Stages(bodies);
            return 0;

            double At(double quantile) => sorted[(int)(quantile * (sorted.Length - 1))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The work itself, on one thread: the fastest of many short rounds, which other processes disturb least.</summary>
    private static void Stages(byte[][] bodies)
    {
        var policy = new DecisionPolicy(new PolicySettings());
        DecisionCall[] calls = [.. bodies.Select(body => DecisionCall.Read(body, multiSlot: false))];
        DecisionInput[] inputs = [.. calls.Select(call => call.Input([.. Enumerable.Range(0, call.Actions.Count)], null))];
        DecisionEntry[] entries = [.. calls.Select(call => new DecisionEntry(
            call.EventId, default, call.Context, call.Actions, [new LoggedSlot([.. Enumerable.Range(0, call.Actions.Count)], policy.Distribute(inputs[0], 1).Probabilities, 0, 0)], "p"))];
        Decided[] decided = [.. entries.Select((entry, i) => new Decided(entry, policy.Distribute(inputs[i], 1)))];
        (string Name, Action<int> Work)[] stages =
        [
            ("read and hash", i => DecisionCall.Read(bodies[i], multiSlot: false)),
            ("predict", i => policy.Distribute(inputs[i], 1)),
            ("entry of the log", i => JsonSerializer.SerializeToUtf8Bytes(entries[i], DecisionJson.Default.LogEntry)),
            ("answer", i => JsonSerializer.SerializeToUtf8Bytes(RankResponse.Of(decided[i]), ApiJson.Options)),
        ];
        foreach ((string name, Action<int> work) in stages)
        {
            double fastest = double.PositiveInfinity;
            for (int round = 0; round < 60; round++)
            {
                long begin = Stopwatch.GetTimestamp();
                for (int i = 0; i < bodies.Length; i++) work(i);
                fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(begin).TotalMicroseconds / bodies.Length);
            }

            Console.WriteLine(FormattableString.Invariant($"  {name}: {fastest:F1} µs"));
        }
    }

    private static async Task RankAsync(Decider decider, byte[] body)
    {
        await decider.DecideAsync(DecisionCall.Read(body, multiSlot: false), CancellationToken.None);
    }

    internal static byte[] Body(int actions, int features, int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder("{\"contextFeatures\":[{\"user\":{\"segment\":\"s").Append(random.Next(9)).Append("\",\"age\":0.4,\"country\":\"c").Append(random.Next(9)).Append("\"}}],\"actions\":[");
        for (int a = 0; a < actions; a++)
        {
            text.Append(a == 0 ? "" : ",").Append("{\"id\":\"a").Append(a).Append("\",\"features\":[{");
            for (int f = 0; f < features; f++) text.Append(f == 0 ? "" : ",").Append("\"f").Append(f).Append("\":").Append(random.Next(100) / 100.0);
            text.Append("}]}");
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }
}
