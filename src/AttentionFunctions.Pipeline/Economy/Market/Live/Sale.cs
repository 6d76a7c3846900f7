using System.Text.Json.Serialization;

namespace AttentionFunctions.Economy;

/// <summary>A place of one slate that was sold. A click on it costs the campaign the price, once.</summary>
/// <param name="Place">From 0.</param>
/// <param name="PricePerClick">Fixed when it was shown.</param>
/// <param name="ExpectedClicks">Exposure of the place × the chance that this person clicks when looking.</param>
internal sealed record Sale(
    string RecommendationId, string ItemId, string CampaignId, int Place, double PricePerClick, double ExpectedClicks, DateTimeOffset At);

/// <summary>As stored: what was sold of one person's day, by any instance.</summary>
internal sealed record PersonSales(int FormatVersion, IReadOnlyList<Sale> Sales)
{
    public const int CurrentFormat = 1;

    /// <summary>Sold to nobody beyond: with ten places a slate, that is many hundred slates.</summary>
    public const int MaxSales = 500;
}

/// <summary>As stored: what one instance sold on one day. It is the only writer, so the newest is the sum of all.</summary>
internal sealed record InstanceShown(int FormatVersion, DateTimeOffset At, IReadOnlyDictionary<string, ShownCount> Campaigns)
{
    public const int CurrentFormat = 1;
}

/// <param name="Exposure">Of the places, logarithmic: as the economy's ledger counts it.</param>
/// <param name="Appeal">Exposure × appeal: what the click rate, times the campaign's own factor, makes expected clicks of.</param>
internal sealed record ShownCount(long Impressions, double Exposure, double Appeal, double ExpectedClicks, double ExpectedCost)
{
    public static ShownCount None { get; } = new(0, 0, 0, 0, 0);

    public ShownCount Plus(ShownCount other) => new(
        Impressions + other.Impressions, Exposure + other.Exposure, Appeal + other.Appeal, ExpectedClicks + other.ExpectedClicks, ExpectedCost + other.ExpectedCost);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PersonSales))]
[JsonSerializable(typeof(InstanceShown))]
[JsonSerializable(typeof(MarketDay))]
[JsonSerializable(typeof(SettledState))]
internal sealed partial class MarketJson : JsonSerializerContext;
