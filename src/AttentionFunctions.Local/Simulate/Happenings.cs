using AttentionFunctions.Events;

namespace AttentionFunctions.Local.Simulate;

/// <summary>Collects what happens within the period; ids are given when everything is in order of time.</summary>
internal sealed class Happenings(DateTimeOffset start, DateTimeOffset end)
{
    private readonly List<AttentionEvent> events = [];

    public DateTimeOffset Start => start;

    public DateTimeOffset End => end;

    /// <summary>Leaves out what is not within the period. Times are cut to the millisecond, as events carry them.</summary>
    public void Add(AttentionEvent happening)
    {
        // Compared before the cut, which may set a time at the very start before it.
        if (happening.Time >= start && happening.Time < end)
        {
            events.Add(happening with { Time = DateTimeOffset.FromUnixTimeMilliseconds(happening.Time.ToUnixTimeMilliseconds()) });
        }
    }

    /// <summary>In order of time; at the same time in the order of adding.</summary>
    public IReadOnlyList<AttentionEvent> InOrder() =>
        [.. events.OrderBy(happening => happening.Time).Select((happening, i) => happening with { Id = $"sim-{i + 1:000000}" })];
}
