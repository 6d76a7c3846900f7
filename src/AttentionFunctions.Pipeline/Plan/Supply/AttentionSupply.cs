using AttentionFunctions.Profiles;

namespace AttentionFunctions.Plan;

/// <summary>What attention a person has to give, learned from their events and, where these are few, from what is usual.</summary>
/// <param name="Hours">168, 0 = Monday 00:00 in <paramref name="TimeZone"/>.</param>
/// <param name="Chronotypes">How likely the person is of each type, most likely first.</param>
/// <param name="FocusMinutes">Typical length of a stretch of focus (median).</param>
/// <param name="SwitchingMinutes">What it costs to change the activity, beyond the usual gap between two stretches.</param>
/// <param name="RecoveryMinutes">From the end of an interruption to the next focus (median).</param>
/// <param name="EstimateBias">Actual over planned length (median): 1.2 says that things take a fifth longer than planned.</param>
public sealed record AttentionSupply(
    string TimeZone,
    SupplySource Source,
    IReadOnlyList<ChronotypeShare> Chronotypes,
    IReadOnlyList<HourSupply> Hours,
    Estimate FocusMinutes,
    Estimate SwitchingMinutes,
    Estimate RecoveryMinutes,
    Estimate EstimateBias)
{
    private const double Normal95 = 1.96;

    /// <summary>The curve alone, 168 values.</summary>
    internal IReadOnlyList<double> Curve => [.. Hours.Select(hour => hour.Focus)];

    internal static AttentionSupply Of(Observations seen, PopulationRhythm population, string timeZone)
    {
        var curve = FocusCurve.Of(seen, population);
        bool own = seen.Weight.Sum() > 0;
        return new AttentionSupply(
            timeZone,
            own ? SupplySource.Own : population.People > 0 ? SupplySource.Population : SupplySource.Preset,
            [.. population.Chronotypes.Zip(curve.Chronotypes, (type, probability) => new ChronotypeShare(type.Name, probability))
                .OrderByDescending(type => type.Probability)],
            [.. Enumerable.Range(0, Profile.HoursOfWeek).Select(hour => HourOf(hour, curve, seen))],
            population.LogFocusMinutes.OfLog(seen.FocusMinutes),
            SwitchingOf(seen, population.SwitchMinutes),
            population.LogRecoveryMinutes.OfLog(seen.RecoveryMinutes),
            population.LogOverrun.OfLog(seen.Overrun));
    }

    private static HourSupply HourOf(int hour, FocusCurve curve, Observations seen)
    {
        double half = Normal95 * Math.Sqrt(curve.Variance[hour]);
        double focus = curve.Focus[hour];

        // Half a week for and half a week against: Jeffreys' prior for a share.
        double presence = (seen.ActiveWeeks[hour] + 0.5) / (seen.Weeks + 1.0);
        return new HourSupply(hour, focus, Math.Max(0, focus - half), Math.Min(1, focus + half), Math.Min(1, presence), seen.Weight[hour]);
    }

    private static Estimate SwitchingOf(Observations seen, NormalPrior prior)
    {
        // The difference of two means is as well known as the one with fewer observations.
        int n = seen.StayMinutes.Count == 0 ? 0 : Math.Min(seen.SwitchMinutes.Count, seen.StayMinutes.Count);
        Estimate estimate = prior.Of(n, n == 0 ? 0 : seen.SwitchMinutes.Average() - seen.StayMinutes.Average());
        return estimate with { Value = Math.Max(0, estimate.Value), Low = Math.Max(0, estimate.Low), High = Math.Max(0, estimate.High) };
    }
}

/// <param name="Focus">Expected share of this hour that is focus when the person works in it, 0 to 1.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Presence">Probability that the person does anything at all in this hour.</param>
/// <param name="Observed">Hours of own evidence, older ones counted less.</param>
public sealed record HourSupply(int Hour, double Focus, double Low, double High, double Presence, double Observed);

public sealed record ChronotypeShare(string Name, double Probability);

public enum SupplySource
{
    /// <summary>Nothing is known of the person or of others.</summary>
    Preset,

    /// <summary>Nothing is known of the person: what is usual among others.</summary>
    Population,

    /// <summary>The person's own events, with the others' where these are few.</summary>
    Own,
}
