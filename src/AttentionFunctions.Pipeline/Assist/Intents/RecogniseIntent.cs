using AttentionFunctions.Catalogue;

namespace AttentionFunctions.Assist;

/// <summary>
/// Message to intent by patterns alone. It decides what may be changed, with a model or without, so it errs towards no change: a wish must
/// be the message's own form of words, not something in quotation marks or in the middle of a question.
/// </summary>
internal static class RecogniseIntent
{
    public const int DefaultCount = 5, MaxCount = 20;

    /// <param name="message">Clean, see <see cref="UntrustedText"/>.</param>
    public static Intent Of(string message, IReadOnlyList<ShownItem> shown, ItemCatalogue catalogue, DateTimeOffset now, TimeZoneInfo zone)
    {
        (string plain, string? quoted) = Quotations.SetApart(UntrustedText.Halfwidth(message));
        Asked asked = IntentPatterns.Match(plain);
        return asked.Kind switch
        {
            AskedKind.Remind => Reminder(asked.Rest, quoted, now, zone),
            AskedKind.Like => new FeedbackWanted(FeedbackKind.Like, ItemReferences.Find(asked.Rest, quoted, shown, catalogue), quoted ?? asked.Rest),
            AskedKind.Dislike => new FeedbackWanted(FeedbackKind.Dislike, ItemReferences.Find(asked.Rest, quoted, shown, catalogue), quoted ?? asked.Rest),
            AskedKind.Less => new FeedbackWanted(FeedbackKind.Less, ItemReferences.Find(asked.Rest, quoted, shown, catalogue), quoted ?? asked.Rest),
            AskedKind.Why => new WhyWanted(ItemReferences.Find(IntentPatterns.WithoutWhy(asked.Rest), quoted, shown, catalogue), quoted ?? asked.Rest),
            AskedKind.Reminders => new RemindersWanted(),
            AskedKind.Attention => new AttentionWanted(),
            AskedKind.Plan => Plan(plain, asked.Rest),
            AskedKind.Search => (quoted ?? asked.Rest.Trim(' ', '?', '。', '.')) is { Length: > 0 } query ? new SearchWanted(query, CountIn(asked.Rest)) : new NotUnderstood(),
            AskedKind.Recommend => new RecommendWanted(CountIn(plain), quoted ?? IntentPatterns.TopicIn(plain), SpokenDurations.FindIn(plain)?.Minutes),
            AskedKind.Help => new HelpWanted(),
            _ => new NotUnderstood(),
        };
    }

    private static ReminderWanted Reminder(string rest, string? quoted, DateTimeOffset now, TimeZoneInfo zone)
    {
        DateTimeOffset? at = null;
        if (SpokenTimes.FindIn(rest, now, zone) is { } found)
        {
            at = found.At;
            rest = found.Without;
        }

        string text = quoted ?? IntentPatterns.WithoutLinks(rest);
        return new ReminderWanted(text, at);
    }

    private static PlanWanted Plan(string message, string rest) => new(
        [.. Tasks(rest)], message.Contains("tomorrow", StringComparison.OrdinalIgnoreCase) || message.Contains('明'), IntentPatterns.AsksAgain(message));

    private static IEnumerable<TaskWanted> Tasks(string rest)
    {
        foreach (string part in rest.Split([',', ';', '、', '\n', ':', '。']).SelectMany(part => part.Split(" and ")))
        {
            if (SpokenDurations.FindIn(part) is not { } length || length.Minutes > 6000) continue;
            string title = IntentPatterns.WithoutLinks(part.Remove(length.Start, length.Length));
            if (title.Length > 0) yield return new TaskWanted(UntrustedText.Clean(title), length.Minutes);
        }
    }

    private static int CountIn(string text)
    {
        // Lengths of time are no counts.
        while (SpokenDurations.FindIn(text) is { } length) text = text.Remove(length.Start, length.Length);
        return Math.Clamp(IntentPatterns.CountIn(text) ?? DefaultCount, 1, MaxCount);
    }
}
