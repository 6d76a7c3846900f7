namespace AttentionFunctions.Rank;

/// <summary>What users did in the arms of an experiment.</summary>
/// <param name="From">When the measurement started.</param>
/// <param name="Until">
/// A full hour, or the end. Since the one before it, every arm that has figures had events of at least five people or of none: two answers
/// subtracted tell about nobody.
/// </param>
/// <param name="MovedUsers">Left out, because a change of weights moved them to another arm; null for 1 to 4.</param>
/// <param name="Notes">What to mind when reading the figures.</param>
public sealed record ExperimentReport(
    string Name, DateTimeOffset From, DateTimeOffset Until, IReadOnlyList<ArmReport> Arms, int? MovedUsers, IReadOnlyList<string> Notes);

/// <param name="Users">Who did or was shown anything; null, as all figures, below five.</param>
/// <param name="Impressions">Events of that type.</param>
/// <param name="ValuePerUser">Mean over the users of the attention weight of what they chose, less what they refused.</param>
/// <param name="Difference">To the first arm.</param>
public sealed record ArmReport(string Name, double Weight, int? Users = null, long? Impressions = null, double? ValuePerUser = null, ArmDifference? Difference = null);

/// <param name="PerUser">Value per user above the first arm's.</param>
/// <param name="Lower">Of the 95 % confidence interval (Welch 1947), users being the independent units.</param>
/// <param name="Relative">Share of the first arm's value; null when that is not positive.</param>
public sealed record ArmDifference(double PerUser, double Lower, double Upper, double? Relative);
