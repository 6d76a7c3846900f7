using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Train;

internal static partial class RetrainLogs
{
    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "Retrain: {Outcome} after {Seconds:F1} s, version {Version}. {Reason}")]
    public static partial void RetrainEnded(this ILogger logger, RetrainOutcome outcome, double seconds, string? version, string reason);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "Retrain: the serving version {Version} cannot be compared with")]
    public static partial void IncumbentFailed(this ILogger logger, Exception exception, string version);
}
