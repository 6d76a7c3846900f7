using AttentionFunctions.Events;

namespace AttentionFunctions.Profiles;

/// <summary>One remembered event of a user. Facts only: weights are computed when read, so that options may change.</summary>
/// <param name="TimeMs">Unix milliseconds.</param>
/// <param name="IdHash">64-bit hash of the event id; orders events of the same millisecond.</param>
/// <param name="Subject">The item; the category for <c>focus</c> and <c>interruption</c>; the query for <c>search</c>.</param>
/// <param name="Seconds">Dwell or length of the activity; null when unknown.</param>
public readonly record struct ProfileEntry(long TimeMs, ulong IdHash, EventType Type, string Subject, double? Seconds, double? Value)
    : IComparable<ProfileEntry>
{
    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds(TimeMs);

    /// <summary>What the event stands for, not decayed.</summary>
    /// <param name="expectedSeconds">What its subject usually holds; null when unknown.</param>
    internal double WeightBy(AttentionWeight weights, double? expectedSeconds) =>
        weights.Of(Type, Type.IsAttention() && Type != EventType.Focus ? null : Seconds, Value, expectedSeconds);

    public int CompareTo(ProfileEntry other)
    {
        int byTime = TimeMs.CompareTo(other.TimeMs);
        return byTime != 0 ? byTime : IdHash.CompareTo(other.IdHash);
    }

    public static bool operator <(ProfileEntry left, ProfileEntry right) => left.CompareTo(right) < 0;

    public static bool operator >(ProfileEntry left, ProfileEntry right) => left.CompareTo(right) > 0;

    public static bool operator <=(ProfileEntry left, ProfileEntry right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ProfileEntry left, ProfileEntry right) => left.CompareTo(right) >= 0;
}
