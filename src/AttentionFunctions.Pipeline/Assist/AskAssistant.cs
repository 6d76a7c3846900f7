using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Plan;
using AttentionFunctions.Profiles;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Assist;

/// <summary>Message → intent → model with tools, or rules → a checked answer → the conversation.</summary>
public sealed partial class AskAssistant
{
    private readonly Pseudonyms _pseudonyms;
    private readonly ProfileStore _profiles;
    private readonly CatalogueStore _catalogue;
    private readonly ConversationStore _conversations;
    private readonly ReminderStore _reminders;
    private readonly DailyBudget _budget;
    private readonly AnswerByRules _rules;
    private readonly AnswerByModel? _model;
    private readonly WordReasons? _words;
    private readonly Toolbox _tools;
    private readonly TimeProvider _time;
    private readonly ILogger<AskAssistant> _logger;
    private (ItemCatalogue Catalogue, KnownTitles Titles)? _titles;

    internal AskAssistant(
        Pseudonyms pseudonyms, ProfileStore profiles, CatalogueStore catalogue, ConversationStore conversations, ReminderStore reminders,
        DailyBudget budget, AnswerByRules rules, AnswerByModel? model, WordReasons? words, Toolbox tools, TimeProvider time, ILogger<AskAssistant> logger) =>
        (_pseudonyms, _profiles, _catalogue, _conversations, _reminders, _budget, _rules, _model, _words, _tools, _time, _logger) =
        (pseudonyms, profiles, catalogue, conversations, reminders, budget, rules, model, words, tools, time, logger);

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
        (Engine engine, string text, string? notice) = await AnswerAsync(turn, catalogue, cancel);
        text = Due(turn, due) + text;
        await _conversations.AddTurnAsync(key, turn.Conversation, Instructions.WithoutId(turn, message), text, cancel);
        return new AssistantAnswer(
            engine, text, turn.Language, turn.Sources.NamedIn(text), turn.Actions, turn.Conversation.Id, turn.Usage, notice);
    }

    private async Task<(Engine, string, string?)> AnswerAsync(Turn turn, ItemCatalogue catalogue, CancellationToken cancel)
    {
        if (_words is not null && turn.Intent is WhyWanted { ItemId: { } item }) return await ExplainAsync(turn, item, _words, cancel);
        if (_model is null) return await ByRulesAsync(turn, "rules", null, cancel);
        if (!await _budget.TryReserveAsync(turn.UserKey, cancel))
        {
            return await ByRulesAsync(turn, "overBudget", turn.Language.In(
                "Today's use of the language model is spent; it returns tomorrow (UTC). This answer was made without it.",
                "今天的语言模型用量已用完，明天（UTC）恢复。本次回答没有使用它。"), cancel);
        }

        try
        {
            string text = await _model.AnswerAsync(turn, TitlesOf(catalogue), cancel);

            // What the person asked for is done, whether the model thought of it or not.
            if (turn.Intent.Changes && !turn.Changed) text = await _rules.ChangeAsync(turn, cancel);
            AssistMetrics.Answered(Engine.Model, "answered");
            return (Engine.Model, text, null);
        }
        catch (ModelFailure failure)
        {
            LogFailure(failure, failure.Kind);
            return await ByRulesAsync(turn, failure.Kind.ToString().ToLowerInvariant(), failure.Notice(turn.Language), cancel);
        }
        finally
        {
            // Also when the caller went away: the reservation would cost them the rest of their day.
            await _budget.SettleAsync(turn.UserKey, turn.Usage.Tokens, CancellationToken.None);
        }
    }

    /// <summary>Exact reasons need no rounds of tools, only words.</summary>
    private async Task<(Engine, string, string?)> ExplainAsync(Turn turn, string item, WordReasons words, CancellationToken cancel)
    {
        ToolResult result = await _tools.ExplainAsync(turn, new ExplainTool.Arguments { ItemId = item }, cancel);
        (string text, bool byModel) = result is Explained explained ? await words.OfAsync(turn, explained, cancel) : (Wording.Of(result, turn.Language), false);
        Engine engine = byModel ? Engine.Model : Engine.Rules;
        AssistMetrics.Answered(engine, "explained");
        return (engine, text, null);
    }

    /// <summary>What tools found before a model failed is told; a change is not made twice.</summary>
    private async Task<(Engine, string, string?)> ByRulesAsync(Turn turn, string outcome, string? notice, CancellationToken cancel)
    {
        string found = AnswerByRules.Report(turn);
        string text = found.Length == 0 ? await _rules.AnswerAsync(turn, cancel)
            : turn.Intent.Changes && !turn.Changed ? await _rules.ChangeAsync(turn, cancel)
            : found;
        AssistMetrics.Answered(Engine.Rules, outcome);
        return (Engine.Rules, text, notice);
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

    /// <summary>Two requests may make them at once; either is good.</summary>
    private KnownTitles TitlesOf(ItemCatalogue catalogue)
    {
        if (_titles is { } known && ReferenceEquals(known.Catalogue, catalogue)) return known.Titles;
        var titles = new KnownTitles(catalogue);
        _titles = (catalogue, titles);
        return titles;
    }

    [LoggerMessage(4001, LogLevel.Warning, "The model gave no usable answer ({Kind}); rules answered")]
    private partial void LogFailure(Exception failure, FailureKind kind);
}
