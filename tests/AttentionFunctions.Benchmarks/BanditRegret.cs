using System.Diagnostics;
using AttentionFunctions.Decide;
using AttentionFunctions.Testing;

namespace AttentionFunctions.Benchmarks;

/// <summary>Every learner in the same three made-up worlds: regret against the known best decisions, as a share of uniform's.</summary>
internal static class BanditRegret
{
    private const int Rounds = 20_000, Tail = 2000;

    public static int Run()
    {
        (string Name, PolicySettings Settings)[] policies =
        [
            ("uniform", new() { Learner = Learner.Uniform }),
            ("ε-greedy, ε = 0.05", new()),
            ("LinUCB, diagonal", new() { Learner = Learner.LinUcb, Epsilon = 0.01 }),
            ("LinUCB, full covariance, 2^8", new() { Learner = Learner.LinUcb, Epsilon = 0.01, FullCovariance = true, Bits = 8 }),
            ("Thompson, linear", new() { Learner = Learner.LinearThompson, Epsilon = 0.01 }),
            ("Thompson, logistic", new() { Learner = Learner.LogisticThompson, Epsilon = 0.01 }),
            ("SquareCB", new() { Learner = Learner.SquareCb, Epsilon = 0.01 }),
        ];
        Console.WriteLine("| policy | seed 1 | seed 2 | seed 3 | mean | last 2,000 rounds | µs a decision |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach ((string name, PolicySettings settings) in policies)
        {
            long started = Stopwatch.GetTimestamp();
            (double All, double Tail)[] shares = [.. Enumerable.Range(1, 3).Select(seed =>
            {
                var world = new BanditWorld(seed);
                double[] regret = world.Run(settings, Rounds, seed);
                return (regret.Average() / world.UniformRegret(), regret[^Tail..].Average() / world.UniformRegret());
            })];
            double micros = Stopwatch.GetElapsedTime(started).TotalMicroseconds / (3 * Rounds);
            Console.WriteLine(FormattableString.Invariant(
                $"| {name} | {shares[0].All:P1} | {shares[1].All:P1} | {shares[2].All:P1} | {shares.Average(s => s.All):P1} | {shares.Average(s => s.Tail):P1} | {micros:F1} |"));
        }

        return 0;
    }
}
