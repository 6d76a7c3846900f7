using OpenAI.Chat;

namespace AttentionFunctions.Assist;

/// <summary>Rounds of model and tools until the model answers, within limits of rounds, tokens and time; then every claim is checked.</summary>
internal sealed class AnswerByModel(ChatClient chat, Toolbox tools, AssistantOptions options, TimeProvider time)
{
    /// <summary>Characters of one tool's result: twenty items with their reasons have about five thousand.</summary>
    private const int MaxResult = 8000;

    /// <summary>Calls that may be wrong before it is clear that the model does not manage.</summary>
    private const int MaxRejected = 4;

    /// <summary>A wait that a person bears without a word.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly List<ChatTool> _offered =
        [.. tools.All.Select(tool => ChatTool.CreateFunctionTool(tool.Name, tool.Purpose, tool.Schema))];

    /// <returns>A text in which every claim has its source.</returns>
    /// <exception cref="ModelFailure">No such text came about. Tools may have run: their results are in the turn.</exception>
    public async Task<string> AnswerAsync(Turn turn, KnownTitles titles, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.TurnSeconds), time);
        using var turnOver = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        List<ChatMessage> messages = [.. Instructions.Of(turn)];
        for (int round = 0; round <= options.MaxRounds; round++)
        {
            ModelReply reply = await AskAsync(turn, messages, mayCall: round < options.MaxRounds, turnOver.Token, cancel);
            if (reply.Calls.Count == 0) return Checked(turn, reply, titles);
            messages.Add(ChatMessage.CreateAssistantMessage(reply.Calls));
            foreach (ChatToolCall call in reply.Calls) messages.Add(await RunAsync(turn, call, limit.Token, turnOver.Token));
            if (turn.Results.Count(result => result is Rejected) > MaxRejected) throw new ModelFailure(FailureKind.Lost);
        }

        throw new ModelFailure(FailureKind.Lost);
    }

    private async Task<ModelReply> AskAsync(Turn turn, List<ChatMessage> messages, bool mayCall, CancellationToken turnOver, CancellationToken cancel)
    {
        for (bool again = false; ; again = true)
        {
            if (turn.Usage.Tokens + options.MaxOutputTokens > options.MaxTurnTokens) throw new ModelFailure(FailureKind.Spent);
            try
            {
                return await new ModelCall(chat, options, time).ReadAsync(turn.Charge, messages, Settings(turn, mayCall), turnOver, cancel);
            }
            catch (ModelFailure failure) when (!again && failure.Kind == FailureKind.Throttled && failure.RetryAfter <= LongestWait)
            {
                await Wait(failure.RetryAfter.Value, turnOver, cancel);
            }
            catch (ModelFailure failure) when (!again && failure.Kind == FailureKind.Unavailable)
            {
                // At once: a load balancer mostly has another instance.
            }
        }
    }

    private async Task Wait(TimeSpan length, CancellationToken turnOver, CancellationToken cancel)
    {
        try
        {
            await Task.Delay(length, time, turnOver);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new ModelFailure(FailureKind.TimedOut, cause: e);
        }
    }

    private ChatCompletionOptions Settings(Turn turn, bool mayCall)
    {
        var settings = new ChatCompletionOptions
        {
            // No temperature: models that reason refuse one.
            MaxOutputTokenCount = options.MaxOutputTokens,
            EndUserId = turn.UserKey,
            ToolChoice = mayCall ? ChatToolChoice.CreateAutoChoice() : ChatToolChoice.CreateNoneChoice(),
        };
        foreach (ChatTool tool in _offered) settings.Tools.Add(tool);
        return settings;
    }

    private async Task<ChatMessage> RunAsync(Turn turn, ChatToolCall call, CancellationToken limit, CancellationToken turnOver)
    {
        try
        {
            ToolResult result = await tools.CallAsync(turn, call.FunctionName, call.FunctionArguments.ToString(), turnOver);
            string json = result.ToJson();
            return ChatMessage.CreateToolMessage(call.Id, json.Length <= MaxResult ? json : new Rejected("The result is too long: ask for fewer.").ToJson());
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw new ModelFailure(FailureKind.TimedOut, cause: e);
        }
    }

    private static string Checked(Turn turn, ModelReply reply, KnownTitles titles)
    {
        // An answer that met its limit of tokens ends in the middle of a sentence, which is not said.
        string text = reply.Complete ? reply.Text : reply.Text[..(reply.Text.LastIndexOfAny(['.', '!', '?', '。', '\uFF01', '\uFF1F', '\n']) + 1)];
        GroundedText grounded = Grounding.Check(text, turn.Sources, titles);
        AssistMetrics.Removed(grounded.Removed);
        if (!grounded.IsUsable) throw new ModelFailure(FailureKind.Unfounded);
        if (Languages.HasHan(TitleMasksOff(grounded.Text, turn)) != (turn.Language == Language.Zh)) throw new ModelFailure(FailureKind.WrongLanguage);
        return grounded.Text;
    }

    /// <summary>Titles keep their language in an answer of another.</summary>
    private static string TitleMasksOff(string text, Turn turn) => TitleMasks.Without(new TitleMasks(turn.Sources.All).Mask(text));
}
