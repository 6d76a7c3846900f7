using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Plan;
using AttentionFunctions.Profiles;

namespace AttentionFunctions.Assist;

/// <summary>Message → intent → answer → conversation.</summary>
public sealed class AskAssistant
{
    private readonly Pseudonyms _pseudonyms;
    private readonly ProfileStore _profiles;
    private readonly CatalogueStore _catalogue;
    private readonly ConversationStore _conversations;
    private readonly ReminderStore _reminders;
    private readonly AnswerTurn _answer;
    private readonly TimeProvider _time;

    internal AskAssistant(
        Pseudonyms pseudonyms, ProfileStore profiles, CatalogueStore catalogue, ConversationStore conversations, ReminderStore reminders,
        AnswerTurn answer, TimeProvider time) =>
        (_pseudonyms, _profiles, _catalogue, _conversations, _reminders, _answer, _time) =
        (pseudonyms, profiles, catalogue, conversations, reminders, answer, time);

    /// <param name="userId">The application's id. Only this person's data is read and changed.</param>
    /// <param name="request">Checked, see <see cref="AssistantRequest"/>.</param>
    /// <param name="progress">Told the name of each tool as it starts; null when nobody wants to know.</param>
    /// <param name="cancel">Cancels the answer. What was recorded until then stays.</param>
    public async Task<AssistantAnswer> HandleAsync(
        string userId, AssistantRequest request, Action<string>? progress = null, CancellationToken cancel = default)
    {
        string key = _pseudonyms.Of(userId);
        string message = UntrustedText.Clean(request.Message, AssistantRequest.MaxMessage);
        ItemCatalogue catalogue = await _catalogue.CurrentAsync(cancel);
        Conversation conversation = await _conversations.OpenAsync(key, request.ConversationId, cancel);
        TimeZoneInfo zone = LocalHours.ZoneOf((await _profiles.ReadAsync(key, cancel)).Profile);
        DateTimeOffset now = _time.GetUtcNow();
        var turn = new Turn(
            userId, key, message, request.Language ?? Languages.Of(message), conversation,
            RecogniseIntent.Of(message, conversation.Shown, catalogue, now, zone), now, zone);
        if (progress is not null) turn.Progress = progress;

        IReadOnlyList<Reminder> due = await _reminders.TakeDueAsync(key, cancel);
        (Engine engine, string text, string? notice) = await _answer.HandleAsync(turn, catalogue, cancel);
        text = Due(turn, due) + text;
        await _conversations.AddTurnAsync(key, turn.Conversation, Instructions.WithoutId(turn, message), text, cancel);
        return new AssistantAnswer(
            engine, text, turn.Language, turn.Sources.NamedIn(text), turn.Actions, turn.Conversation.Id, turn.Usage, notice);
    }

    private static string Due(Turn turn, IReadOnlyList<Reminder> due)
    {
        if (due.Count == 0) return "";
        var lines = new List<string> { turn.Language.In("You wanted to be reminded:", "你要我提醒的事：") };
        foreach (Reminder reminder in due)
        {
            turn.Actions.Add(new AssistantAction("reminder.due", reminder.Id, Text: reminder.Text, At: reminder.At));
            Source source = turn.Sources.Add("reminder", title: reminder.Text, figure: Figures.At(reminder.At, turn.Zone));
            lines.Add($"- {source.Figure} {Wording.Quote(reminder.Text, turn.Language)} [{source.Id}]");
        }

        return string.Join('\n', lines) + "\n\n";
    }
}
