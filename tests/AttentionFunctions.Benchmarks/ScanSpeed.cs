using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AttentionFunctions.Rank;
using AttentionFunctions.Testing;

namespace AttentionFunctions.Benchmarks;

/// <summary>
/// Exact top-100 of made-up vectors, one thread: the table's own searches, a loop over TensorPrimitives, faiss' flat index and usearch's exact
/// search, beside what the machine reads from memory.
/// </summary>
internal static class ScanSpeed
{
    private const int K = 100;
    private const int BatchQueries = 32;

    public static async Task<int> RunAsync(int rounds, bool peers)
    {
        Console.WriteLine($"kernels of {ScanKernels.Best.Lanes} lanes, k = {K}, batches of {BatchQueries}, {rounds} rounds; milliseconds a query, best (median)");
        foreach ((int count, int dimension, bool clustered) in new[] { (1_000_000, 64, false), (1_000_000, 64, true), (100_000, 128, false), (100_000, 128, true) })
        {
            var data = new MadeUp(count, dimension, clustered);
            VectorTable table = VectorTable.Build(count, dimension, 0, (position, vector, _) => data.Row(position).CopyTo(vector));
            Console.WriteLine(Line(
                $"\n{count:N0} × {dimension}, {(clustered ? "clustered" : "normal")}: {table.Bytes / 1e6:F0} MB, of which {table.ScannedBytes / 1e6:F1} MB are scanned"));
            Own(table, data, rounds);
            if (!peers) continue;
            await Peer("faiss flat", "/usr/bin/python3", [Path.Join(Repository.Root, "tests", "AttentionFunctions.Benchmarks", "Peers", "faiss_flat.py")], data, rounds);
            if (await new NodePackage("usearch").EnsureAsync() is { } missing) Console.WriteLine(missing);
            else await Peer("usearch exact", "node", [Path.Join(Repository.Root, "tests", "usearch", "search.js")], data, rounds);
        }

        return 0;
    }

    private static void Own(VectorTable table, MadeUp data, int rounds)
    {
        var best = new (int Position, float Score)[BatchQueries * K];
        var found = new int[BatchQueries];
        const int Stream = 1 << 30;
        using var stream = new Memory(Stream);
        (int Lanes, VectorTable Table)[] narrower = [.. ScanKernels.All.SkipLast(1).Reverse().Select(kernels =>
            (kernels.Lanes, VectorTable.Build(new(data.Count, data.Dimension, 0), (position, vector, _) => data.Row(position).CopyTo(vector), kernels)))];
        using var same = new Memory((int)table.ScannedBytes);
        (string Name, int Queries, Action<int> Run)[] contenders =
        [
            ("sum of a gigabyte", 1, _ => stream.Sum()),
            ("sum of as many bytes", 1, _ => same.Sum()),
            ("quantised scan", 1, q => table.TopK(new(data.Query(q)), K, null, best)),
            .. narrower.Select(narrow => (Line($"quantised scan, {32 * narrow.Lanes} bits"), 1, (Action<int>)(q => narrow.Table.TopK(new(data.Query(q)), K, null, best)))),
            ("fp32 scan", 1, q => table.TopK(new(data.Query(q)), K, null, best, quantised: false)),
            ("TensorPrimitives loop", 1, q => TensorLoop(data, q)),
            ("quantised scan, batch", BatchQueries, _ => table.TopKOfMany(data.Queries, [], K, null, best, found)),
            ("fp32 scan, batch", BatchQueries, _ => table.TopKOfMany(data.Queries, [], K, null, best, found, quantised: false)),
            .. new[] { 0.01, 0.1, 0.5 }.Select(share =>
            {
                PositionSet allowed = Some(table.Count, share);
                return (Line($"quantised scan, {share:P0} allowed"), 1, (Action<int>)(q => table.TopK(new(data.Query(q)), K, allowed, best)));
            }),
        ];

        // Contenders take turns, so that none has the quiet minutes to itself.
        double[][] times = [.. contenders.Select(_ => new double[rounds])];
        for (int round = -1; round < rounds; round++)
        {
            for (int c = 0; c < contenders.Length; c++)
            {
                long started = Stopwatch.GetTimestamp();
                contenders[c].Run((round + BatchQueries) % BatchQueries);
                if (round >= 0) times[c][round] = Stopwatch.GetElapsedTime(started).TotalMilliseconds / contenders[c].Queries;
            }
        }

        for (int c = 0; c < contenders.Length; c++)
        {
            Array.Sort(times[c]);
            string share = c switch
            {
                0 => Line($", {Stream / times[0][0] / 1e6:F1} GB/s"),
                2 => Line($", {times[0][0] * table.ScannedBytes / Stream / times[c][0]:P0} of the stream's speed, {times[1][0] / times[c][0]:P0} of summing as many bytes"),
                _ => "",
            };
            Console.WriteLine(Line($"  {contenders[c].Name,-30} {times[c][0],8:F3} ({times[c][rounds / 2]:F3}){share}"));
        }

        Console.WriteLine(Line($"  recall of the quantised scan {Recall(data, Positions(table, data)):F4}"));
    }

    private static int[] Positions(VectorTable table, MadeUp data)
    {
        var best = new (int Position, float Score)[BatchQueries * K];
        table.TopKOfMany(data.Queries, [], K, null, best, new int[BatchQueries]);
        return [.. best.Select(row => row.Position)];
    }

    private static void TensorLoop(MadeUp data, int query)
    {
        int count = 0;
        var top = new BestPositions(new ulong[K], ref count);
        for (int position = 0; position < data.Count; position++) top.Offer(position, TensorPrimitives.Dot(data.Query(query), data.Row(position)));
        top.Drain(new (int, float)[K]);
    }

    private static async Task Peer(string name, string program, string[] arguments, MadeUp data, int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("scan").FullName;
        try
        {
            string[] files = [Path.Join(folder, "rows"), Path.Join(folder, "queries"), Path.Join(folder, "found")];
            await File.WriteAllBytesAsync(files[0], MemoryMarshal.AsBytes(data.Rows).ToArray());
            await File.WriteAllBytesAsync(files[1], MemoryMarshal.AsBytes(data.Queries).ToArray());
            var start = new ProcessStartInfo(program, [.. arguments, files[0], files[1], $"{data.Dimension}", $"{K}", $"{Math.Max(rounds, BatchQueries)}", files[2]])
            {
                RedirectStandardOutput = true,
                Environment = { ["OPENBLAS_NUM_THREADS"] = "1", ["OMP_NUM_THREADS"] = "1" },
            };
            using Process peer = Process.Start(start)!;
            string output = await peer.StandardOutput.ReadToEndAsync();
            await peer.WaitForExitAsync();
            if (peer.ExitCode != 0)
            {
                Console.WriteLine($"  {name} does not run here (exit code {peer.ExitCode}).");
                return;
            }

            double[] times = [.. output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
            int[] found = MemoryMarshal.Cast<byte, int>(await File.ReadAllBytesAsync(files[2])).ToArray();
            Console.WriteLine(Line($"  {name,-30} {times[0],8:F3} ({times[1]:F3}); batch {times[2]:F3} ({times[3]:F3}); recall {Recall(data, found):F4}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Of the positions that double precision puts first.</summary>
    private static double Recall(MadeUp data, int[] found)
    {
        int hits = 0;
        Parallel.For(0, BatchQueries, q =>
        {
            var scores = new double[data.Count];
            for (int position = 0; position < data.Count; position++)
            {
                ReadOnlySpan<float> row = data.Row(position), query = data.Query(q);
                for (int i = 0; i < row.Length; i++) scores[position] += (double)row[i] * query[i];
            }

            double[] sorted = [.. scores];
            Array.Sort(sorted);
            double least = sorted[^K];
            Interlocked.Add(ref hits, found.AsSpan(q * K, K).ToArray().Distinct().Count(position => scores[position] >= least));
        });
        return hits / (double)(BatchQueries * K);
    }

    private static PositionSet Some(int count, double share)
    {
        var random = new Random(7);
        var set = new PositionSet(count);
        for (int position = 0; position < count; position++)
            if (random.NextDouble() < share) set.Add(position);
        return set;
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>What one thread can read: bytes added up as floats, and nothing else done with them.</summary>
    private sealed unsafe class Memory : IDisposable
    {
        private readonly float* _start;
        private readonly long _floats;

        public Memory(int bytes)
        {
            _floats = bytes / 256 * 64;
            _start = (float*)NativeMemory.AlignedAlloc((nuint)bytes, 64);
            new Span<byte>(_start, bytes).Fill(1);
        }

        public float Sum()
        {
            var (sum0, sum1, sum2, sum3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
            for (long i = 0; i < _floats; i += 64)
            {
                sum0 += Vector512.Load(_start + i);
                sum1 += Vector512.Load(_start + i + 16);
                sum2 += Vector512.Load(_start + i + 32);
                sum3 += Vector512.Load(_start + i + 48);
            }

            return Vector512.Sum(sum0 + sum1 + (sum2 + sum3));
        }

        public void Dispose() => NativeMemory.AlignedFree(_start);
    }

    /// <summary>Rows and queries from a normal distribution, or around a thousand centres that are further apart than their members.</summary>
    private sealed class MadeUp
    {
        private readonly float[] _rows;
        private readonly float[] _queries;

        public MadeUp(int count, int dimension, bool clustered)
        {
            (Count, Dimension) = (count, dimension);
            var random = new Random(1);
            float[] centres = Normal(random, clustered ? 1000 * dimension : 0, 1);
            _rows = Normal(random, count * dimension, clustered ? 0.3f : 1);
            _queries = Normal(random, BatchQueries * dimension, clustered ? 0.3f : 1);
            if (!clustered) return;
            foreach (float[] vectors in new[] { _rows, _queries })
            {
                for (int at = 0; at < vectors.Length; at += dimension)
                {
                    Span<float> vector = vectors.AsSpan(at, dimension);
                    TensorPrimitives.Add(vector, centres.AsSpan(random.Next(1000) * dimension, dimension), vector);
                }
            }
        }

        public int Count { get; }

        public int Dimension { get; }

        public ReadOnlySpan<float> Rows => _rows;

        public ReadOnlySpan<float> Queries => _queries;

        public ReadOnlySpan<float> Row(int position) => _rows.AsSpan(position * Dimension, Dimension);

        public ReadOnlySpan<float> Query(int query) => _queries.AsSpan(query * Dimension, Dimension);

        private static float[] Normal(Random random, int count, float deviation)
        {
            var values = new float[count];
            for (int i = 0; i < count; i += 2)
            {
                (double sine, double cosine) = Math.SinCos(2 * Math.PI * random.NextDouble());
                double radius = deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
                values[i] = (float)(radius * cosine);
                values[i + 1] = (float)(radius * sine);
            }

            return values;
        }
    }
}
