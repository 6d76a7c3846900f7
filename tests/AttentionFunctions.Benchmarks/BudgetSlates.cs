using System.Diagnostics;
using System.Globalization;
using AttentionFunctions.Rank;

namespace AttentionFunctions.Benchmarks;

/// <summary>What an exact attention budget is worth beside two greedy ones, on made-up candidates: scores as a blend gives them, lengths from half a minute to an hour.</summary>
internal static class BudgetSlates
{
    private const int Instances = 500, Candidates = 100, Count = 10;

    public static int Run()
    {
        Console.WriteLine($"{Candidates} candidates, at most {Count} items, {Instances} instances: value by greedy as a share of the exact one, mean and worst");
        foreach (int minutes in new[] { 5, 15, 30, 60, 180 })
        {
            var random = new Random(minutes);
            var (byValue, byDensity, micros) = (new List<double>(), new List<double>(), new List<double>());
            for (int n = 0; n < Instances; n++)
            {
                double[] values = [.. Enumerable.Range(0, Candidates).Select(_ => Math.Exp(Gaussian(random)))];
                double[] seconds = [.. Enumerable.Range(0, Candidates).Select(_ => Math.Clamp(240 * Math.Exp(Gaussian(random)), 30, 3600))];
                long started = Stopwatch.GetTimestamp();
                double exact = AttentionKnapsack.Solve(values, seconds, minutes * 60, Count).Sum(i => values[i]);
                micros.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
                byValue.Add(Greedy(values, seconds, minutes * 60, i => values[i]) / exact);
                byDensity.Add(Greedy(values, seconds, minutes * 60, i => values[i] / seconds[i]) / exact);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{minutes,3} minutes: by value {byValue.Average():P1} ({byValue.Min():P1}), by value a second {byDensity.Average():P1} ({byDensity.Min():P1}); exact takes {micros.Order().ElementAt(Instances / 2):F0} µs (median)"));
        }

        return 0;
    }

    private static double Greedy(double[] values, double[] seconds, double budget, Func<int, double> order)
    {
        double value = 0;
        int taken = 0;
        foreach (int i in Enumerable.Range(0, values.Length).OrderByDescending(order))
        {
            if (taken == Count || seconds[i] > budget) continue;
            (value, budget, taken) = (value + values[i], budget - seconds[i], taken + 1);
        }

        return value;
    }

    private static double Gaussian(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
