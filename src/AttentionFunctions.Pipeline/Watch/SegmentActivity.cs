using System.Runtime.InteropServices;
using AttentionFunctions.Events;

namespace AttentionFunctions.Watch;

/// <summary>What one segment of the log adds to the recent activity.</summary>
/// <param name="Counts">Events by Unix second and type.</param>
/// <param name="Newest">Its newest events.</param>
internal sealed record SegmentActivity(Dictionary<(long Second, EventType Type), int> Counts, AttentionEvent[] Newest)
{
    /// <param name="ordered">By time, as segments are.</param>
    public static SegmentActivity Of(IReadOnlyList<AttentionEvent> ordered, int newest)
    {
        var counts = new Dictionary<(long, EventType), int>();
        foreach (AttentionEvent @event in ordered)
            CollectionsMarshal.GetValueRefOrAddDefault(counts, (@event.Time.ToUnixTimeSeconds(), @event.Type), out _)++;
        return new SegmentActivity(counts, [.. ordered.TakeLast(newest)]);
    }
}
