namespace AttentionFunctions.Assist;

internal enum FailureKind
{
    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>429.</summary>
    Throttled,

    /// <summary>The service's content filter stopped the question or the answer, or the model refused.</summary>
    Filtered,

    /// <summary>The answer ended in the middle.</summary>
    Cut,

    /// <summary>What came is no answer of the API.</summary>
    Malformed,

    /// <summary>401, 403, 404, or 400 for what was asked: the settings do not fit the service.</summary>
    Misconfigured,

    /// <summary>The service is not reachable or failed.</summary>
    Unavailable,

    /// <summary>The answer did not end.</summary>
    TooLong,

    /// <summary>The model went on calling tools, or called them wrongly.</summary>
    Lost,

    /// <summary>This message has used its tokens.</summary>
    Spent,

    /// <summary>Nothing of the answer had a source.</summary>
    Unfounded,

    /// <summary>The answer is in another language.</summary>
    WrongLanguage,
}

/// <summary>The model gave no answer that can be used; rules answer in its place.</summary>
/// <param name="retryAfter">What the service asked for.</param>
internal sealed class ModelFailure(FailureKind kind, TimeSpan? retryAfter = null, Exception? cause = null)
    : Exception($"The model gave no usable answer: {kind}.", cause)
{
    public FailureKind Kind { get; } = kind;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>For the person who asked.</summary>
    public string Notice(Language language) => Kind switch
    {
        FailureKind.Throttled when RetryAfter is { } wait => language.In(
            $"The language model is busy; try again in {Math.Max(1, Math.Ceiling(wait.TotalSeconds)):0} seconds. This answer was made without it.",
            $"语言模型正忙，请在 {Math.Max(1, Math.Ceiling(wait.TotalSeconds)):0} 秒后再试。本次回答没有使用它。"),
        FailureKind.Throttled => language.In("The language model is busy. This answer was made without it.", "语言模型正忙。本次回答没有使用它。"),
        FailureKind.TimedOut => language.In("The language model did not answer in time. This answer was made without it.", "语言模型没有及时回答。本次回答没有使用它。"),
        FailureKind.Filtered => language.In(
            "The model's content filter stopped the answer. This one was made without it; other words may help.",
            "语言模型的内容过滤器拦下了回答。本次回答没有使用它，可以换个说法。"),
        FailureKind.Misconfigured => language.In(
            "The language model refused the request; whoever runs this should check the section Assistant of the settings. This answer was made without it.",
            "语言模型拒绝了请求，请管理员检查设置中的 Assistant 部分。本次回答没有使用它。"),
        FailureKind.Unfounded or FailureKind.WrongLanguage => language.In(
            "The language model's answer could not be borne out. This is what the system itself says.", "语言模型的回答无法核实。以下是系统本身的结果。"),
        FailureKind.Spent => language.In("The language model needed too much for this question. This answer was made without it.", "语言模型处理这个问题用量过大。本次回答没有使用它。"),
        _ => language.In("The language model gave no usable answer. This one was made without it.", "语言模型没有给出可用的回答。本次回答没有使用它。"),
    };
}
