using System.Text.Json.Serialization;

namespace AttentionFunctions.Economy;

/// <summary>Among whom attention is compared. The names are part of stored formats.</summary>
public enum EconomyGrouping
{
    [JsonStringEnumMemberName("creator")]
    Creator,

    [JsonStringEnumMemberName("category")]
    Category,

    [JsonStringEnumMemberName("item")]
    Item,
}

internal static class EconomyGroupings
{
    /// <summary>Groups of the item and its share in each; the shares add up to 1. The empty name stands for "none given".</summary>
    public static IEnumerable<(string Group, double Share)> GroupsOf(this LedgerRow row, EconomyGrouping by) => by switch
    {
        EconomyGrouping.Item => [(row.Item, 1)],
        EconomyGrouping.Creator => [(row.Creator ?? "", 1)],
        _ when row.Categories.Count == 0 => [("", 1)],
        _ => row.Categories.Select(category => (category, 1.0 / row.Categories.Count)),
    };
}
