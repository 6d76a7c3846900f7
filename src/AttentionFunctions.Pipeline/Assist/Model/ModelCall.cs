using System.ClientModel;
using System.Globalization;
using System.Text;
using System.Text.Json;
using OpenAI.Chat;

namespace AttentionFunctions.Assist;

/// <param name="Text">Empty when the model calls tools.</param>
/// <param name="Complete">False when the answer reached its limit of tokens.</param>
internal sealed record ModelReply(string Text, IReadOnlyList<ChatToolCall> Calls, bool Complete);

/// <summary>One streamed completion, with everything that can go wrong on its way told apart.</summary>
internal sealed class ModelCall(ChatClient chat, AssistantOptions options, TimeProvider time)
{
    /// <summary>Characters per token, at most: an answer that is longer than its tokens can be is none of ours.</summary>
    private const int MaxCharactersPerToken = 12;

    private const int MaxCalls = 8;

    /// <exception cref="ModelFailure">No reply that can be used.</exception>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    /// <param name="charge">Told what was used, also when the call failed.</param>
    /// <param name="timeOver">Ends with the time that the model has, and with <paramref name="cancel"/>.</param>
    public async Task<ModelReply> ReadAsync(
        Action<Usage> charge, IReadOnlyList<ChatMessage> messages, ChatCompletionOptions settings, CancellationToken timeOver, CancellationToken cancel)
    {
        long started = time.GetTimestamp();
        var partial = new Partial();
        string outcome = "answered";
        try
        {
            return await StreamAsync(partial, messages, settings, timeOver) ?? throw new ModelFailure(FailureKind.Cut);
        }
        catch (ModelFailure failure)
        {
            outcome = failure.Kind.ToString().ToLowerInvariant();
            throw;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && Classify(e) is { } failure)
        {
            outcome = failure.Kind.ToString().ToLowerInvariant();
            throw failure;
        }
        finally
        {
            // What was asked is paid for, also when the answer was cut off.
            Usage usage = partial.Usage ?? Estimate(messages, partial);
            charge(usage);
            AssistMetrics.Called(outcome, time.GetElapsedTime(started), usage);
        }
    }

    private async Task<ModelReply?> StreamAsync(Partial partial, IReadOnlyList<ChatMessage> messages, ChatCompletionOptions settings, CancellationToken timeOver)
    {
        ChatFinishReason? finish = null;
        await foreach (StreamingChatCompletionUpdate update in chat.CompleteChatStreamingAsync(messages, settings, timeOver))
        {
            if (update.Usage is { } used)
                partial.Usage = new Usage(used.InputTokenCount, used.OutputTokenCount, 1, options.CostOf(used.InputTokenCount, used.OutputTokenCount));
            foreach (ChatMessageContentPart part in update.ContentUpdate) partial.Text.Append(part.Text);
            foreach (StreamingChatToolCallUpdate call in update.ToolCallUpdates) partial.Add(call);
            if (update.RefusalUpdate is { Length: > 0 }) throw new ModelFailure(FailureKind.Filtered);
            if (partial.Length > options.MaxOutputTokens * MaxCharactersPerToken || partial.Calls > MaxCalls) throw new ModelFailure(FailureKind.TooLong);
            finish = update.FinishReason ?? finish;
        }

        return finish switch
        {
            null => null,
            ChatFinishReason.ContentFilter => throw new ModelFailure(FailureKind.Filtered),
            ChatFinishReason.Length when partial.Calls > 0 => throw new ModelFailure(FailureKind.TooLong),
            ChatFinishReason.FunctionCall => throw new ModelFailure(FailureKind.Malformed),
            _ => new ModelReply(partial.Text.ToString(), partial.Finish(), finish != ChatFinishReason.Length),
        };
    }

    private static ModelFailure? Classify(Exception e) => e switch
    {
        // Status 0 says that there was no response.
        ClientResultException { Status: 0 } => new ModelFailure(FailureKind.Unavailable, cause: e),
        ClientResultException { Status: 429 } throttled => new ModelFailure(FailureKind.Throttled, RetryAfterOf(throttled), e),
        ClientResultException { Status: 408 } => new ModelFailure(FailureKind.TimedOut, cause: e),
        ClientResultException { Status: 400 } bad when bad.Message.Contains("content_filter", StringComparison.Ordinal) => new ModelFailure(FailureKind.Filtered, cause: e),
        ClientResultException { Status: >= 500 } => new ModelFailure(FailureKind.Unavailable, cause: e),
        ClientResultException => new ModelFailure(FailureKind.Misconfigured, cause: e),
        Azure.Identity.AuthenticationFailedException => new ModelFailure(FailureKind.Misconfigured, cause: e),
        OperationCanceledException or TimeoutException => new ModelFailure(FailureKind.TimedOut, cause: e),
        JsonException or FormatException or ArgumentException or InvalidOperationException or KeyNotFoundException => new ModelFailure(FailureKind.Malformed, cause: e),
        HttpRequestException or IOException => new ModelFailure(FailureKind.Cut, cause: e),
        _ => null,
    };

    private static TimeSpan? RetryAfterOf(ClientResultException e) =>
        e.GetRawResponse() is { } response && response.Headers.TryGetValue("Retry-After", out string? value)
        && double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, 86_400))
            : null;

    /// <summary>For servers that do not say: four bytes a token is the usual ratio for English, and too few for no script.</summary>
    private Usage Estimate(IReadOnlyList<ChatMessage> messages, Partial partial)
    {
        int input = messages.Sum(message => message.Content.Sum(part => Encoding.UTF8.GetByteCount(part.Text ?? ""))) / 4;
        int output = (partial.Bytes + 3) / 4;
        return new Usage(input, output, 1, options.CostOf(input, output));
    }

    /// <summary>What has come of a reply so far.</summary>
    private sealed class Partial
    {
        private readonly SortedDictionary<int, (string? Id, string? Name, StringBuilder Arguments)> _calls = [];

        public StringBuilder Text { get; } = new();

        public Usage? Usage { get; set; }

        public int Length => Text.Length + _calls.Values.Sum(call => call.Arguments.Length);

        public int Bytes => Encoding.UTF8.GetByteCount(Text.ToString()) + _calls.Values.Sum(call => Encoding.UTF8.GetByteCount(call.Arguments.ToString()));

        public int Calls => _calls.Count;

        public void Add(StreamingChatToolCallUpdate update)
        {
            (string? Id, string? Name, StringBuilder Arguments) call = _calls.TryGetValue(update.Index, out var known) ? known : (null, null, new StringBuilder());
            if (update.FunctionArgumentsUpdate is { } arguments) call.Arguments.Append(arguments.ToString());
            _calls[update.Index] = (update.ToolCallId is { Length: > 0 } id ? id : call.Id, update.FunctionName is { Length: > 0 } name ? name : call.Name, call.Arguments);
        }

        public IReadOnlyList<ChatToolCall> Finish() =>
            [.. _calls.Select(call => ChatToolCall.CreateFunctionToolCall(
                call.Value.Id ?? $"call-{call.Key}", call.Value.Name ?? throw new ModelFailure(FailureKind.Malformed),
                BinaryData.FromString(call.Value.Arguments.Length > 0 ? call.Value.Arguments.ToString() : "{}")))];
    }
}
