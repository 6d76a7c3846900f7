using AttentionFunctions.Events;
using AttentionFunctions.Ingest;

namespace AttentionFunctions.Economy;

/// <summary>Small economies for the tests. The fixture's now is a Tuesday, so the newest settled week begins on 2026-11-16.</summary>
internal static class EconomyEvents
{
    public static readonly DateTimeOffset Monday = new(2026, 11, 16, 0, 0, 0, TimeSpan.Zero);

    public static AttentionEvent Item(string id, string? creator, params string[] categories) => new()
    {
        Id = $"item-{id}",
        Type = EventType.ItemUpserted,
        Time = Monday.AddDays(-30),
        ItemId = id,
        Item = new ItemFields { Title = id, Creator = creator, Categories = categories },
    };

    /// <summary>A page of items before one user, in this order, and a look at the first one.</summary>
    public static IEnumerable<AttentionEvent> Page(string user, DateTimeOffset time, params string[] items) =>
    [
        .. items.Select((item, i) => new AttentionEvent
        {
            Id = $"{user}-{time:MMddHHmm}-{i}",
            Type = EventType.Impression,
            Time = time,
            UserId = user,
            ItemId = item,
            RecommendationId = $"{user}-{time:MMddHHmm}",
            Context = new Dictionary<string, string> { ["position"] = $"{i + 1}" },
        }),
        new AttentionEvent
        {
            Id = $"{user}-{time:MMddHHmm}-view",
            Type = EventType.View,
            Time = time.AddSeconds(5),
            UserId = user,
            ItemId = items[0],
            DwellSeconds = 60,
            RecommendationId = $"{user}-{time:MMddHHmm}",
        },
    ];

    public static async Task<EconomyReport> ReportAsync(this IngestFixture fixture, EconomyQuery query)
    {
        // The catalogue is read again at most once a second.
        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        return await fixture.Get<ReportEconomy>().HandleAsync(query);
    }
}
