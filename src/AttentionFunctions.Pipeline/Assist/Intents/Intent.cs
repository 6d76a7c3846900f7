namespace AttentionFunctions.Assist;

/// <summary>What a message asks for.</summary>
internal abstract record Intent
{
    /// <summary>Whether it asks to change something.</summary>
    public virtual bool Changes => false;
}

/// <summary>A greeting, or a question what can be asked.</summary>
internal sealed record HelpWanted : Intent;

internal sealed record NotUnderstood : Intent;

/// <param name="Minutes">What the items may take together.</param>
internal sealed record RecommendWanted(int Count, string? Topic, int? Minutes) : Intent;

internal sealed record SearchWanted(string Query, int Count) : Intent;

/// <param name="ItemId">Null when the message names no item that is known.</param>
internal sealed record WhyWanted(string? ItemId, string Asked) : Intent;

internal sealed record AttentionWanted : Intent;

/// <param name="Again">The plan before is to be kept where it can.</param>
internal sealed record PlanWanted(IReadOnlyList<TaskWanted> Tasks, bool Tomorrow, bool Again) : Intent;

internal sealed record TaskWanted(string Title, int Minutes);

internal sealed record FeedbackWanted(FeedbackKind Kind, string? ItemId, string Asked) : Intent
{
    public override bool Changes => true;
}

/// <param name="At">Null when the message names no time.</param>
internal sealed record ReminderWanted(string Text, DateTimeOffset? At) : Intent
{
    public override bool Changes => true;
}

internal sealed record RemindersWanted : Intent;
