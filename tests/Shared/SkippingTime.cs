using Microsoft.Extensions.Time.Testing;

namespace AttentionFunctions.Testing;

/// <summary>A clock on which every wait is over at once and is written down.</summary>
internal sealed class SkippingTime() : FakeTimeProvider(Begin)
{
    public static readonly DateTimeOffset Begin = new(2026, 11, 23, 20, 41, 0, TimeSpan.Zero);

    private readonly List<double> waits = [];

    /// <summary>Seconds.</summary>
    public IReadOnlyList<double> Waits => waits;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        waits.Add(dueTime.TotalSeconds);
        Advance(dueTime);
        return timer;
    }
}
