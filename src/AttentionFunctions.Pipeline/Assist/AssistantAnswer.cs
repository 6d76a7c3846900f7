namespace AttentionFunctions.Assist;

/// <summary>What somebody asks the assistant.</summary>
public sealed record AssistantRequest
{
    /// <summary>Characters that a message may have: a long paragraph.</summary>
    public const int MaxMessage = 2000;

    /// <summary>1 to <see cref="MaxMessage"/> characters.</summary>
    public string Message { get; init; } = "";

    /// <summary>Of an earlier answer, to go on from it; a conversation that expired or was erased is begun anew.</summary>
    public string? ConversationId { get; init; }

    /// <summary>Of the answer; the message's own when absent.</summary>
    public Language? Language { get; init; }
}

/// <param name="Text">For people. <c>[S1]</c> names the source of what stands before it.</param>
/// <param name="Sources">Every item and every figure of the text, as a handler of this system returned it.</param>
/// <param name="Actions">What was changed, and reminders that are due.</param>
/// <param name="Notice">Why the answer is not the one that was hoped for, such as a model that did not answer; null when there is nothing to say.</param>
public sealed record AssistantAnswer(
    Engine Engine, string Text, Language Language, IReadOnlyList<Source> Sources, IReadOnlyList<AssistantAction> Actions,
    string ConversationId, Usage Usage, string? Notice = null);

public enum Engine
{
    /// <summary>No model took part in the text.</summary>
    Rules,

    /// <summary>A model wrote the text, and every claim in it was checked against the sources.</summary>
    Model,
}

public enum Language
{
    En,
    Zh,
}

/// <param name="Id"><c>S1</c>, <c>S2</c>, … as in the text.</param>
/// <param name="Kind"><c>item</c>, <c>history</c>, <c>shown</c>, <c>attention</c>, <c>plan</c>, <c>task</c>, <c>feedback</c>, <c>reminder</c>.</param>
/// <param name="Title">Of the item, or what the figure measures.</param>
/// <param name="Figure">As it stands in the text, unit included.</param>
public sealed record Source(string Id, string Kind, string? ItemId = null, string? Title = null, string? Figure = null);

/// <param name="Kind"><c>feedback</c>, <c>reminder</c> or <c>reminder.due</c>.</param>
/// <param name="Id">Of the event or the reminder.</param>
/// <param name="Text">Of the reminder, or the kind of the feedback.</param>
/// <param name="At">When the reminder is due.</param>
public sealed record AssistantAction(string Kind, string Id, string? ItemId = null, string? Text = null, DateTimeOffset? At = null);

/// <param name="Cost">In the currency of the configured prices.</param>
public sealed record Usage(int InputTokens = 0, int OutputTokens = 0, int ModelCalls = 0, decimal Cost = 0)
{
    public static Usage operator +(Usage left, Usage right) => new(
        left.InputTokens + right.InputTokens, left.OutputTokens + right.OutputTokens, left.ModelCalls + right.ModelCalls, left.Cost + right.Cost);

    internal int Tokens => InputTokens + OutputTokens;
}
