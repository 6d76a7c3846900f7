using AttentionFunctions.Decide;
using AttentionFunctions.Testing;

namespace AttentionFunctions.Benchmarks;

/// <summary>Bias and coverage of every estimator on logs whose truth is known: 1,000 logs of 2,000 decisions each.</summary>
internal static class EstimatorCoverage
{
    private const int Logs = 1000, Decisions = 2000;

    public static int Run()
    {
        Console.WriteLine("| estimator | bias / standard error of the mean | RMSE | normal | bootstrap (200 logs) | Bernstein |\n|---|---|---|---|---|---|");
        var world = new LoggedWorld(seed: 1);
        foreach ((string name, Func<Sample[], double[]> estimator, double? range) in LoggedWorld.All)
        {
            var random = new Random(5);
            var errors = new double[Logs];
            int normal = 0, bootstrap = 0, bernstein = 0;
            for (int log = 0; log < Logs; log++)
            {
                double[] contributions = estimator(world.Log(Decisions, random));
                errors[log] = Intervals.Moments(contributions).Mean - world.Truth;
                if (Covers(Intervals.Normal(contributions))) normal++;
                if (log < 200 && Covers(Intervals.Bootstrap(contributions, log))) bootstrap++;
                if (range is { } length && Covers(Intervals.EmpiricalBernstein(contributions, length * world.LargestWeight))) bernstein++;
            }

            double sd = Math.Sqrt(Intervals.Moments(errors).Variance / Logs);
            Console.WriteLine(FormattableString.Invariant(
                $"| {name} | {errors.Average() / sd:F1} | {Math.Sqrt(errors.Average(e => e * e)):F5} | {normal / 10.0:F1} % | {bootstrap / 2.0:F1} % | {(range is null ? "–" : $"{bernstein / 10.0:F1} %")} |"));
        }

        return 0;

        bool Covers(Interval interval) => interval.Lower <= world.Truth && world.Truth <= interval.Upper;
    }
}
