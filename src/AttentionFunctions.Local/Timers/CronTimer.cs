using Cronos;

namespace AttentionFunctions.Local.Timers;

/// <summary>Runs an action at each occurrence of a schedule in UTC, one run at a time: occurrences during a run are skipped.</summary>
internal sealed partial class CronTimer
{
    /// <summary>Timers of the runtime end at 49 days; a longer wait is made of several.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly string name;
    private readonly CronExpression schedule;
    private readonly Func<CancellationToken, Task> run;
    private readonly TimeProvider time;
    private readonly ILogger<CronTimer> log;

    /// <param name="name">For the log.</param>
    /// <param name="schedule">NCRONTAB as in Azure Functions: six fields, seconds first, for example <c>0 0 3 * * *</c>.</param>
    /// <exception cref="FormatException">The schedule is not valid.</exception>
    public CronTimer(string name, string schedule, Func<CancellationToken, Task> run, TimeProvider time, ILogger<CronTimer> log)
    {
        (this.name, this.run, this.time, this.log) = (name, run, time, log);
        try
        {
            this.schedule = CronExpression.Parse(schedule, CronFormat.IncludeSeconds);
        }
        catch (CronFormatException cause)
        {
            throw new FormatException(
                $"The schedule \"{schedule}\" of {name} is not valid: {cause.Message} It takes six fields, seconds first, for example 0 0 3 * * *.", cause);
        }
    }

    /// <summary>When the action runs next; null when the schedule has no further occurrence.</summary>
    public DateTimeOffset? Next =>
        schedule.GetNextOccurrence(time.GetUtcNow().UtcDateTime) is { } next ? new DateTimeOffset(next, TimeSpan.Zero) : null;

    /// <summary>Runs until <paramref name="stop"/>; a failing run is logged and the next one takes place.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (Next is { } next)
            {
                await WaitUntilAsync(next, stop);
                await RunOnceAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop: the normal end.
        }
    }

    private async Task WaitUntilAsync(DateTimeOffset next, CancellationToken stop)
    {
        while (next - time.GetUtcNow() is { Ticks: > 0 } left)
            await Task.Delay(left < LongestWait ? left : LongestWait, time, stop);
    }

    private async Task RunOnceAsync(CancellationToken stop)
    {
        try
        {
            await run(stop);
        }
        // A schedule outlives its failures: tomorrow's retrain must not depend on tonight's.
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            RunFailed(log, failure, name);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The scheduled run of {Name} failed; it runs again at its next time")]
    private static partial void RunFailed(ILogger log, Exception failure, string name);
}
