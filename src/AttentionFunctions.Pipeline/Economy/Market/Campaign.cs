using System.Text.Json.Serialization;

namespace AttentionFunctions.Economy;

/// <summary>Somebody who pays for attention.</summary>
/// <param name="ItemId">What is shown.</param>
/// <param name="ValuePerClick">The most a click may cost, in one currency for all campaigns; more than 0, at most 10,000.</param>
/// <param name="DailyBudget">Never exceeded within a day, UTC; more than 0, at most 10 million.</param>
/// <param name="Categories">Where it may appear; empty for everywhere. Up to 64.</param>
/// <param name="Active">False: kept, but not sold anything.</param>
public sealed record Campaign(string ItemId, double ValuePerClick, double DailyBudget, IReadOnlyList<string>? Categories = null, bool Active = true)
{
    /// <summary>What is wrong with it, in words; null when nothing is.</summary>
    internal string? Fault() => this switch
    {
        { ItemId: null or "" or { Length: > 256 } } => "itemId must have 1 to 256 characters.",
        { ValuePerClick: not (> 0 and <= 10_000) } => "valuePerClick must be more than 0 and at most 10000.",
        { DailyBudget: not (> 0 and <= 10_000_000) } => "dailyBudget must be more than 0 and at most 10000000.",
        { Categories.Count: > 64 } => "categories takes at most 64 names.",
        _ when Categories?.Any(category => category is null or "" or { Length: > 128 }) == true => "Every category must have 1 to 128 characters.",
        _ => null,
    };
}

/// <param name="ETag">Of the stored state; a change must name it.</param>
public sealed record StoredCampaign(string Id, Campaign Campaign, DateTimeOffset UpdatedAt, string ETag);

/// <summary>As stored.</summary>
internal sealed record CampaignBlob(int FormatVersion, Campaign Campaign, DateTimeOffset UpdatedAt)
{
    public const int CurrentFormat = 1;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CampaignBlob))]
internal sealed partial class CampaignJson : JsonSerializerContext;
