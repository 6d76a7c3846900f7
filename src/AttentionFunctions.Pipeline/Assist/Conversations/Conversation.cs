using System.Text.Json;
using System.Text.Json.Serialization;
using AttentionFunctions.Plan;

namespace AttentionFunctions.Assist;

/// <summary>What is remembered of a conversation: the newest turns, cut short, and what was shown last.</summary>
/// <param name="Id">32 hexadecimal digits of a UUID of version 7: it says when the conversation began.</param>
/// <param name="RecommendationId">Of the list shown last, for feedback on it.</param>
internal sealed record Conversation(
    int FormatVersion, string Id, IReadOnlyList<ConversationTurn> Turns, IReadOnlyList<ShownItem> Shown, string? RecommendationId = null,
    PlanMemory? Plan = null)
{
    public const int CurrentFormat = 1;

    /// <summary>Enough for "the second one" and "and tomorrow?"; more would cost tokens at every turn.</summary>
    private const int MaxTurns = 6;

    private const int TurnLength = 500;

    public static Conversation New(string id) => new(CurrentFormat, id, [], []);

    public Conversation With(string message, string answer) => this with
    {
        Turns = [.. Turns.TakeLast(MaxTurns - 1), new ConversationTurn(Short(message), Short(answer))],
    };

    private static string Short(string text) => UntrustedText.Clean(text, TurnLength);
}

internal sealed record ConversationTurn(string User, string Assistant);

/// <param name="Title">Clean.</param>
internal sealed record ShownItem(string ItemId, string Title);

internal sealed record PlanMemory(DateOnly Date, IReadOnlyList<PlanTask> Tasks, IReadOnlyList<PlannedBlock> Blocks);

/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="Text">Clean.</param>
internal sealed record Reminder(string Id, string Text, DateTimeOffset At, DateTimeOffset CreatedAt, bool Surfaced = false);

internal sealed record ReminderList(int FormatVersion, IReadOnlyList<Reminder> Reminders)
{
    public const int CurrentFormat = 1;
}

/// <param name="Tokens">Used and reserved on that UTC day.</param>
internal sealed record DayUse(int FormatVersion, DateOnly Date, int Requests, long Tokens)
{
    public const int CurrentFormat = 1;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Conversation))]
[JsonSerializable(typeof(ReminderList))]
[JsonSerializable(typeof(DayUse))]
internal sealed partial class AssistJson : JsonSerializerContext;
