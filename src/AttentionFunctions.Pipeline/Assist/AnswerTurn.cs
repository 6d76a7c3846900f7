using AttentionFunctions.Catalogue;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Assist;

/// <param name="Notice">Why it is not the answer that was hoped for; null when there is nothing to say.</param>
internal sealed record TurnAnswer(Engine Engine, string Text, string? Notice);

/// <summary>Chooses who answers: the model within its budget, else rules, which also finish what a model left undone.</summary>
/// <param name="model">Null without one.</param>
/// <param name="words">Null unless exact reasons are to be worded.</param>
internal sealed partial class AnswerTurn(
    AnswerByRules rules, AnswerByModel? model, WordReasons? words, Toolbox tools, DailyBudget budget, ILogger<AnswerTurn> logger)
{
    private KnownTitles _titles = KnownTitles.None;

    public async Task<TurnAnswer> HandleAsync(Turn turn, ItemCatalogue catalogue, CancellationToken cancel)
    {
        if (words is not null && turn.Intent is WhyWanted { ItemId: { } item }) return await ExplainAsync(turn, item, words, cancel);
        if (model is null) return await ByRulesAsync(turn, "rules", null, cancel);
        if (!await budget.TryReserveAsync(turn.UserKey, cancel))
        {
            return await ByRulesAsync(turn, "overBudget", turn.Language.In(
                "Today's use of the language model is spent; it returns tomorrow (UTC). This answer was made without it.",
                "今天的语言模型用量已用完，明天（UTC）恢复。本次回答没有使用它。"), cancel);
        }

        try
        {
            // Two requests may make them at once; either is good.
            KnownTitles titles = _titles = _titles.Of(catalogue);
            string text = await model.AnswerAsync(turn, titles, cancel);

            // What the person asked for is done, whether the model thought of it or not.
            bool forgotten = turn.Intent.Changes && !turn.Changed;
            if (forgotten) text = await rules.ChangeAsync(turn, cancel);
            Engine engine = forgotten ? Engine.Rules : Engine.Model;
            AssistMetrics.Answered(engine, forgotten ? "forgotten" : "answered");
            return new TurnAnswer(engine, text, null);
        }
        catch (ModelFailure failure)
        {
            LogFailure(failure, failure.Kind);
            return await ByRulesAsync(turn, failure.Kind.ToString().ToLowerInvariant(), failure.Notice(turn.Language), cancel);
        }
        finally
        {
            // Also when the caller went away: the reservation would cost them the rest of their day.
            await budget.SettleAsync(turn.UserKey, turn.Usage.Tokens, CancellationToken.None);
        }
    }

    /// <summary>Exact reasons need no rounds of tools, only words.</summary>
    private async Task<TurnAnswer> ExplainAsync(Turn turn, string item, WordReasons wording, CancellationToken cancel)
    {
        ToolResult result = await tools.ExplainAsync(turn, new ExplainTool.Arguments { ItemId = item }, cancel);
        (string text, bool byModel) = result is Explained explained
            ? await wording.OfAsync(turn, explained, cancel)
            : (Wording.Of(result, turn.Language), false);
        Engine engine = byModel ? Engine.Model : Engine.Rules;
        AssistMetrics.Answered(engine, "explained");
        return new TurnAnswer(engine, text, null);
    }

    /// <summary>What tools found before a model failed is told; a change is not made twice.</summary>
    private async Task<TurnAnswer> ByRulesAsync(Turn turn, string outcome, string? notice, CancellationToken cancel)
    {
        string found = AnswerByRules.Report(turn);
        string text = found.Length == 0 ? await rules.AnswerAsync(turn, cancel)
            : turn.Intent.Changes && !turn.Changed ? await rules.ChangeAsync(turn, cancel)
            : found;
        AssistMetrics.Answered(Engine.Rules, outcome);
        return new TurnAnswer(Engine.Rules, text, notice);
    }

    [LoggerMessage(4001, LogLevel.Warning, "The model gave no usable answer ({Kind}); rules answered")]
    private partial void LogFailure(Exception failure, FailureKind kind);
}
