namespace AttentionFunctions.Ingest;

public enum RebuildOutcome
{
    Rebuilt,

    /// <summary>There is no log to rebuild from. Nothing was changed.</summary>
    NoLog,

    /// <summary>A retrain, a tidy run or another rebuild is at work. Nothing was changed.</summary>
    AlreadyRunning,

    /// <summary>Another one took the lease over: this one stopped, and can be started again.</summary>
    LeaseLost,
}

/// <param name="Events">In the log, each once.</param>
/// <param name="People">Whose events the log holds.</param>
/// <param name="Changed">Profiles that were not as the log has them.</param>
/// <param name="Removed">Profiles of which the log knows nothing.</param>
/// <param name="Items">States of items, removed ones included.</param>
public sealed record RebuildReport(RebuildOutcome Outcome, long Events = 0, int People = 0, int Changed = 0, int Removed = 0, int Items = 0);

/// <param name="Step">What is at work, in words.</param>
/// <param name="Done">Of <paramref name="Total"/>.</param>
public sealed record RebuildProgress(string Step, int Done, int Total);
