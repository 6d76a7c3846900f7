using AttentionFunctions.Testing;
using Xunit;

namespace AttentionFunctions.Decide;

/// <summary>Real logs, which are not part of the project: skipped where they are not beside it.</summary>
public sealed class OpenBanditTests
{
    private static readonly string Folder = Path.Join(Repository.Root, "..", "shared", "data", "open-bandit-men");

    [Theory]
    [InlineData("IPS")]
    [InlineData("SNIPS")]
    [InlineData("DR")]
    public void The_value_of_Thompson_sampling_is_estimated_from_the_log_of_uniform_choices(string estimator)
    {
        Assert.SkipUnless(Directory.Exists(Folder), "The Open Bandit sample is not there.");
        OpenBanditEstimate result = OpenBandit.Evaluate(Folder);
        Assert.Equal((46, 69), (result.UniformClicks, result.ThompsonClicks));
        Estimate estimate = result.Estimate.Estimates.Single(e => e.Estimator == estimator);
        Assert.InRange(result.OnPolicy.Value, estimate.Normal.Lower, estimate.Normal.Upper);
        Assert.InRange(result.OnPolicy.Value, estimate.Bootstrap.Lower, estimate.Bootstrap.Upper);
    }
}
