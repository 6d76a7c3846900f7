using System.Diagnostics;

namespace AttentionFunctions.Testing;

/// <summary>A clock that begins at a given time, runs, and can be put forward: for tests in which something waits for a server.</summary>
internal sealed class RunningTime(DateTimeOffset begin) : TimeProvider
{
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => begin + _ahead + _since.Elapsed;

    public void Advance(TimeSpan by) => _ahead += by;
}
