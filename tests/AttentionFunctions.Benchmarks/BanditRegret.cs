using System.Diagnostics;
using AttentionFunctions.Decide;
using AttentionFunctions.Testing;

namespace AttentionFunctions.Benchmarks;

/// <summary>Every learner in the same made-up worlds: regret against the known best decisions, as a share of uniform's.</summary>
internal static class BanditRegret
{
    private const int Rounds = 20_000, Tail = 2000;

    /// <param name="first">Seed of the first world. What is reported is from seeds 1 to 3; defaults are chosen on others.</param>
    public static int Run(int first, int worlds)
    {
        (string Name, PolicySettings Settings)[] policies =
        [
            ("uniform", new() { Learner = Learner.Uniform }),
            ("ε-greedy", new()),
            ("ε-greedy, ε = 0.05 from the beginning", new() { Epsilon = 0.05, EarlyDecisions = 0 }),
            ("ε-greedy, ε = 0.05 from the beginning, weights up to 1", new() { Epsilon = 0.05, EarlyDecisions = 0, WeightCap = 1 }),
            ("LinUCB, diagonal", new() { Learner = Learner.LinUcb, Epsilon = 0.01 }),
            ("LinUCB, full covariance, 2^8", new() { Learner = Learner.LinUcb, Epsilon = 0.01, FullCovariance = true, Bits = 8 }),
            ("Thompson, linear", new() { Learner = Learner.LinearThompson, Epsilon = 0.01 }),
            ("Thompson, logistic", new() { Learner = Learner.LogisticThompson, Epsilon = 0.01 }),
            ("SquareCB", new() { Learner = Learner.SquareCb, Epsilon = 0.01 }),
        ];
        int[] seeds = [.. Enumerable.Range(first, worlds)];
        Console.WriteLine($"| policy | {string.Join(" | ", seeds.Select(seed => $"seed {seed}"))} | mean | last 2,000 rounds | µs a decision |");
        Console.WriteLine($"|---|{string.Concat(seeds.Select(_ => "---|"))}---|---|---|");
        foreach ((string name, PolicySettings settings) in policies)
        {
            long started = Stopwatch.GetTimestamp();
            (double All, double Tail)[] shares = [.. seeds.Select(seed =>
            {
                var world = new BanditWorld(seed);
                double[] regret = world.Run(settings, Rounds, seed);
                return (regret.Average() / world.UniformRegret(), regret[^Tail..].Average() / world.UniformRegret());
            })];
            double micros = Stopwatch.GetElapsedTime(started).TotalMicroseconds / (seeds.Length * Rounds);
            string each = string.Join(" | ", shares.Select(share => FormattableString.Invariant($"{share.All:P1}")));
            Console.WriteLine(FormattableString.Invariant($"| {name} | {each} | {shares.Average(s => s.All):P1} | {shares.Average(s => s.Tail):P1} | {micros:F1} |"));
        }

        return 0;
    }
}
