using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AttentionFunctions.Assist;

/// <summary>What a tool found or did. Whatever an answer may repeat carries the id of its source.</summary>
internal abstract record ToolResult
{
    private static readonly JsonSerializerOptions Compact = new(JsonSerializerDefaults.Web)
    {
        // For a model: each escaped character would cost it several tokens.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public string ToJson() => JsonSerializer.Serialize(this, GetType(), Compact);
}

/// <summary>The call was not made.</summary>
/// <param name="Reason">Says what to do, to a model.</param>
internal sealed record Rejected(string Reason) : ToolResult;

/// <summary>Recommendations, or what a search found.</summary>
internal sealed record ItemsFound(bool Searched, string? Topic, IReadOnlyList<FoundItem> Items) : ToolResult
{
    /// <summary>Nothing is recommended, as the person's limit for the day is used up.</summary>
    public bool DayIsSpent { get; init; }
}

/// <param name="Source">Its figure is <paramref name="Minutes"/> and the share of <paramref name="Because"/>, where there are any.</param>
/// <param name="Minutes">What it takes, such as <c>12 min</c>.</param>
internal sealed record FoundItem(
    string Source, string ItemId, string Title, IReadOnlyList<string> Categories, string? Minutes, Because? Because);

/// <param name="Kind">As in <see cref="Rank.Reason"/>.</param>
/// <param name="Source">Of the item of the history; null when the reason names none.</param>
/// <param name="Share">Of the score, such as <c>63 %</c>.</param>
internal sealed record Because(string Kind, string? Source, string? Title, string? Share);

internal sealed record Explained(string Source, string ItemId, string Title, Standing Standing, IReadOnlyList<Because> Reasons) : ToolResult;

/// <summary>Nobody knows the item.</summary>
internal sealed record NotFound(string Asked) : ToolResult;

internal enum Standing
{
    Recommended,
    Chosen,
    TurnedAway,
    NotRecommended,
}

/// <param name="Direction">Where attention goes, largest share first.</param>
/// <param name="BestHours">When it is deepest, best first; empty when nothing is known of the person.</param>
/// <param name="Focus">Lengths in minutes: of a stretch, of a switch, of a recovery.</param>
internal sealed record AttentionSeen(IReadOnlyList<Finding> Direction, IReadOnlyList<Finding> BestHours, IReadOnlyList<Finding> Focus) : ToolResult;

/// <param name="Name">Machine-readable for lengths; else a category or an hour.</param>
internal sealed record Finding(string Source, string Name, string Figure);

/// <param name="Kept">Titles of what stayed where it was, when there was a plan before.</param>
internal sealed record Planned(
    DateOnly Date, bool Replanned, IReadOnlyList<PlacedTask> Blocks, IReadOnlyList<MissingTask> Unplaced, IReadOnlyList<string> Kept) : ToolResult;

/// <param name="Time">On the person's clock, such as <c>09:00–10:30</c>.</param>
internal sealed record PlacedTask(string Source, string Title, string Time);

/// <param name="Missing">Such as <c>30 min</c>.</param>
internal sealed record MissingTask(string Source, string Title, string Missing);

internal sealed record FeedbackTaken(string Source, string ItemId, string Title, FeedbackKind Kind) : ToolResult;

internal sealed record ReminderSet(string Source, string Text, string Time) : ToolResult;

internal sealed record RemindersListed(IReadOnlyList<ListedReminder> Reminders) : ToolResult;

internal sealed record ListedReminder(string Source, string Text, string Time, bool Due);

public enum FeedbackKind
{
    Like,
    Dislike,

    /// <summary>Not refused for good reasons of quality, but enough of it: a <c>dismiss</c> event.</summary>
    Less,
}
