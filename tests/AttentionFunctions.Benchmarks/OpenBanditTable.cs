using AttentionFunctions.Decide;
using AttentionFunctions.Testing;

namespace AttentionFunctions.Benchmarks;

/// <summary>The estimates of <see cref="OpenBandit"/> as a table.</summary>
internal static class OpenBanditTable
{
    public static int Run(string folder)
    {
        OpenBanditEstimate result = OpenBandit.Evaluate(folder);
        PolicyEstimate estimate = result.Estimate;
        Console.WriteLine(FormattableString.Invariant($"{estimate.Decisions} uniform decisions, {result.UniformClicks} clicks; {result.ThompsonClicks} clicks of Thompson sampling"));
        Console.WriteLine(FormattableString.Invariant($"effective {estimate.EffectiveSampleSize:F0}, largest weight {estimate.LargestWeight:F2}, mean weight {estimate.MeanWeight:F3}, verdict: {estimate.Verdict ?? "sufficient"}"));
        Console.WriteLine("| estimate | value | normal | bootstrap |\n|---|---|---|---|");
        foreach (Estimate e in estimate.Estimates.Prepend(result.OnPolicy).Append(result.Uniform))
            Console.WriteLine(FormattableString.Invariant($"| {e.Estimator} | {e.Value:F5} | {e.Normal.Lower:F5} … {e.Normal.Upper:F5} | {e.Bootstrap.Lower:F5} … {e.Bootstrap.Upper:F5} |"));
        return 0;
    }
}
