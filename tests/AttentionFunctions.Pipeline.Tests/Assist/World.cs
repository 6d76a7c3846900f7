using AttentionFunctions.Events;

namespace AttentionFunctions.Assist;

/// <summary>A small world that answers can be checked against.</summary>
internal static class World
{
    public static readonly IReadOnlyDictionary<string, (string Title, string Category, int Minutes)> Items =
        new Dictionary<string, (string, string, int)>(StringComparer.Ordinal)
        {
            ["sourdough"] = ("Baking sourdough bread at home", "cooking", 12),
            ["beginners"] = ("Sourdough bread for beginners", "cooking", 8),
            ["knives"] = ("Sharpening kitchen knives", "cooking", 5),
            ["tomatoes"] = ("Growing tomatoes on a balcony", "gardening", 9),
            ["compost"] = ("Compost without smell", "gardening", 7),
            ["brakes"] = ("Repairing bicycle brakes", "cycling", 15),
            ["alps"] = ("Cycling over the Alps", "cycling", 25),
            ["noodles"] = ("手工拉面的做法", "烹饪", 11),
            ["dumplings"] = ("家常饺子馅的调法", "烹饪", 6),
            ["tea"] = ("中国绿茶冲泡入门", "茶", 10),
            ["running"] = ("Running your first 10 kilometres", "sport", 14),
            ["sleep"] = ("Why sleep matters", "health", 18),
        };

    public static IEnumerable<AttentionEvent> Events =>
    [
        .. Items.Select(item => Item(item.Key, item.Value.Title, item.Value.Category, item.Value.Minutes)),
        Behaviour(AssistantFixture.Ann, EventType.Like, "sourdough", 20), Behaviour(AssistantFixture.Ann, EventType.View, "tomatoes", 30),
        Behaviour(AssistantFixture.Ann, EventType.View, "noodles", 40),
        Behaviour(AssistantFixture.Bob, EventType.Like, "alps", 10), Behaviour(AssistantFixture.Bob, EventType.View, "brakes", 15),
        .. Enumerable.Range(1, 14).SelectMany(day => new[]
        {
            Focus(AssistantFixture.Ann, "coding", day, 9, 50), Focus(AssistantFixture.Ann, "writing", day, 14, 35), Focus(AssistantFixture.Bob, "secret project", day, 20, 80),
        }),
    ];

    public static AttentionEvent Item(string id, string title, string category = "cooking", int minutes = 10) => new()
    {
        Id = $"item-{id}",
        Type = EventType.ItemUpserted,
        Time = AssistantFixture.Now.AddDays(-20),
        ItemId = id,
        Item = new ItemFields { Title = title, Categories = [category], AttentionSeconds = 60 * minutes },
    };

    public static AttentionEvent Behaviour(string user, EventType type, string item, int hoursAgo) => new()
    {
        Id = $"{user}-{item}-{type}",
        Type = type,
        Time = AssistantFixture.Now.AddHours(-hoursAgo),
        UserId = user,
        ItemId = item,
    };

    private static AttentionEvent Focus(string user, string category, int daysAgo, int hour, int minutes) => new()
    {
        Id = $"{user}-{category}-{daysAgo}",
        Type = EventType.Focus,
        Time = new DateTimeOffset(AssistantFixture.Now.Date.AddDays(-daysAgo).AddHours(hour), TimeSpan.Zero),
        UserId = user,
        Category = category,
        Seconds = 60 * minutes,
    };
}
