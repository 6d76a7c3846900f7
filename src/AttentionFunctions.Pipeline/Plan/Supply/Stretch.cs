using AttentionFunctions.Events;
using AttentionFunctions.Profiles;

namespace AttentionFunctions.Plan;

/// <summary>One <c>focus</c> or <c>interruption</c> as an interval. An event's time is its end: its length is known only then.</summary>
internal readonly record struct Stretch(DateTimeOffset Start, DateTimeOffset End, bool IsFocus, string Category, double? PlannedSeconds)
{
    public double Seconds => (End - Start).TotalSeconds;

    public static Stretch Of(ProfileEntry entry) => new(
        entry.Time.AddSeconds(-(entry.Seconds ?? 0)), entry.Time, entry.Type == EventType.Focus, entry.Subject,
        entry.Type == EventType.Focus && entry.Value is > 0 ? entry.Value : null);

    /// <summary>Sessions of work: what follows within the gap belongs together. Oldest first.</summary>
    public static List<List<Stretch>> Sessions(Profile profile, TimeSpan gap)
    {
        var sessions = new List<List<Stretch>>();
        DateTimeOffset end = DateTimeOffset.MinValue;
        foreach (Stretch stretch in profile.Entries.Where(entry => entry.Type.IsAttention()).Select(Of).OrderBy(stretch => stretch.Start))
        {
            if (sessions.Count == 0 || stretch.Start - end > gap) sessions.Add([]);
            sessions[^1].Add(stretch);
            if (stretch.End > end) end = stretch.End;
        }

        return sessions;
    }
}
