using System.Text.Json.Serialization;

namespace AttentionFunctions.Economy;

/// <summary>Who was shown and who was given attention, over whole weeks.</summary>
/// <param name="From">A Monday.</param>
/// <param name="To">The Monday after the last week; <see cref="From"/> when no week was there to report.</param>
/// <param name="Drift">Null for fewer than two weeks.</param>
/// <param name="Unfairness">Amortised: Σ|share of exposure − share of merit| over all groups, 0 to 2.</param>
/// <param name="Groups">Most exposure first.</param>
/// <param name="Other">Everything that may not be named, together, and named groups beyond the number asked for.</param>
public sealed record EconomyReport(
    int FormatVersion, EconomyGrouping By, ExposureModel Model, DateOnly From, DateOnly To,
    EconomyTotals Totals, Concentration Exposure, Concentration Attention, ConcentrationDrift? Drift, double Unfairness,
    IReadOnlyList<EconomyGroup> Groups, EconomyOther Other, IReadOnlyList<EconomyPeriod> Weeks)
{
    public const int CurrentFormat = 1;
}

/// <param name="Exposure">In units of the exposure model: the first place of a page has the model's value of rank 1.</param>
public sealed record EconomyTotals(int Pages, int Impressions, double Exposure, double AttentionSeconds);

/// <param name="Name">Empty: items of which no creator or category is known.</param>
/// <param name="Weeks">Weeks in which the group may be named; its figures are of these weeks only.</param>
/// <param name="MeritShare">See the definition in docs/economy.md; null when nothing is known of merit.</param>
/// <param name="ExposurePerMerit">Exposure share ÷ merit share; above 1 the group is shown more than its response earns.</param>
/// <param name="Lower">Lower end of the 95 % interval of <see cref="ExposurePerMerit"/>.</param>
/// <param name="ShareByWeek">Share of that week's exposure, in order of <see cref="EconomyReport.Weeks"/>; null where it may not be named or was not there.</param>
public sealed record EconomyGroup(
    string Name, int Weeks, int Impressions, double Exposure, double ExposureShare, double AttentionSeconds, double AttentionShare,
    double? MeritShare, double? ExposurePerMerit, double? Lower, double? Upper,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] IReadOnlyList<double?> ShareByWeek);

public sealed record EconomyOther(int Impressions, double Exposure, double ExposureShare, double AttentionSeconds, double AttentionShare);

/// <param name="Shift">Half the sum of |share now − share a week before| over all groups, 0 to 1; null for the first week.</param>
public sealed record EconomyPeriod(DateOnly From, double Exposure, double Gini, double Hhi, double EffectiveNumber, double? Shift);

/// <param name="GiniPerWeek">Slope of the least-squares line through the weeks' Gini.</param>
/// <param name="EffectiveNumberPerWeek">Slope of the effective number of groups.</param>
/// <param name="MeanShift">Mean of the weekly shifts.</param>
public sealed record ConcentrationDrift(double GiniPerWeek, double EffectiveNumberPerWeek, double MeanShift);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EconomyReport))]
internal sealed partial class EconomyReportJson : JsonSerializerContext;
