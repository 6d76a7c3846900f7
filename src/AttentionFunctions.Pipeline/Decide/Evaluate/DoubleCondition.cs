using System.Globalization;

namespace AttentionFunctions.Decide;

/// <summary>What a policy must show to take another's place: a better estimate, <b>and</b> a better lower end of its 95 % interval.</summary>
internal static class DoubleCondition
{
    /// <returns>Whether it is met, and why or why not, for people.</returns>
    public static (bool Better, string Reason) Judge(PolicyEstimate? candidate, PolicyEstimate? incumbent)
    {
        if (candidate is null || incumbent is null) return (false, "The log holds no decisions to compare on.");
        if ((candidate.Verdict ?? incumbent.Verdict) is { } verdict) return (false, verdict);
        Estimate next = candidate.Decisive!, now = incumbent.Decisive!; // A verdict needs decisions, and those have estimates.
        string figures = string.Create(CultureInfo.InvariantCulture,
            $"{next.Value:F5} [{next.Normal.Lower:F5}, {next.Normal.Upper:F5}] against {now.Value:F5} [{now.Normal.Lower:F5}, {now.Normal.Upper:F5}]");
        return (next.Value > now.Value, next.Normal.Lower > now.Normal.Lower) switch
        {
            (true, true) => (true, $"mean and lower bound are better: {figures}"),
            (true, false) => (false, $"the mean is better, but the lower bound is not: {figures}"),
            _ => (false, $"the mean is not better: {figures}"),
        };
    }
}
