using System.IO.Hashing;
using System.Text;
using AttentionFunctions.Events;

namespace AttentionFunctions.Profiles;

/// <summary>
/// What is known of one user: the newest events, the items seen, the rhythm of the week, and settings. Applying events is idempotent by
/// id and independent of their order, so any redelivery, reordering or rebatching ends in the same profile.
/// </summary>
/// <remarks>
/// Bounded: <see cref="MaxEntries"/> events, <see cref="MaxSeen"/> items. An event older than all remembered ones of a full profile still
/// counts into the week's rhythm, but is not recognised when it comes again; a rebuild from the log makes that exact.
/// Not safe for concurrent use; one is read, changed and written by one caller.
/// </remarks>
public sealed class Profile
{
    public const int MaxEntries = 2000;
    public const int MaxSeen = 5000;
    public const int HoursOfWeek = 7 * 24;

    /// <summary>UTF-8 bytes that the longest id of an event may take.</summary>
    private const int StackBytes = (EventLimits.IdLength + 1) * 3;

    // Sorted by (time, id hash), oldest first.
    private readonly List<ProfileEntry> _entries;
    private readonly Dictionary<string, SeenItem> _seen;
    private readonly HashSet<ulong> _ids;

    public Profile() : this([], [], new long[HoursOfWeek], new int[HoursOfWeek], UserSettings.None)
    {
    }

    internal Profile(
        List<ProfileEntry> entries, Dictionary<string, SeenItem> seen, long[] attentionMs, int[] eventCounts, UserSettings settings)
    {
        _entries = entries;
        _seen = seen;
        AttentionMs = attentionMs;
        EventCounts = eventCounts;
        Settings = settings;
        _ids = [.. entries.Select(entry => entry.IdHash)];
    }

    /// <summary>The newest events, oldest first.</summary>
    public IReadOnlyList<ProfileEntry> Entries => _entries;

    public IReadOnlyDictionary<string, SeenItem> Seen => _seen;

    /// <summary>Milliseconds of attention by hour of the week, UTC, 0 = Monday 00:00. Integers, so that sums do not depend on order.</summary>
    internal long[] AttentionMs { get; }

    /// <summary>Events by hour of the week, UTC.</summary>
    internal int[] EventCounts { get; }

    public UserSettings Settings { get; private set; }

    public long TotalEvents => EventCounts.Sum(count => (long)count);

    public bool Knows(string eventId) => _ids.Contains(HashOf(eventId));

    /// <summary>False when the event is already in, or is none of a user's.</summary>
    public bool Apply(AttentionEvent @event)
    {
        ulong id = HashOf(@event.Id);
        if (@event.UserId is null || _ids.Contains(id)) return false;

        long time = @event.Time.ToUnixTimeMilliseconds();
        string subject = @event.ItemId ?? @event.Category ?? @event.Query ?? "";
        double? seconds = @event.DwellSeconds ?? @event.Seconds;
        Insert(new ProfileEntry(time, id, @event.Type, subject, seconds, @event.Value));
        if (@event.User is { } fields) Settings = Settings.Apply(fields, time, id);
        if (@event.Type.IsInteraction() || @event.Type.IsRefusal()) MarkSeen(subject, time, @event.Type.IsRefusal());
        if (@event.Type != EventType.UserUpdated) CountHour(@event.Time, seconds);
        return true;
    }

    /// <summary>0 = Monday 00:00–01:00 … 167 = Sunday 23:00–24:00.</summary>
    public static int HourOfWeek(DateTime time) => ((int)time.DayOfWeek + 6) % 7 * 24 + time.Hour;

    private void Insert(ProfileEntry entry)
    {
        int at = _entries.BinarySearch(entry);
        _entries.Insert(at < 0 ? ~at : at, entry);
        _ids.Add(entry.IdHash);
        if (_entries.Count <= MaxEntries) return;
        _ids.Remove(_entries[0].IdHash);
        _entries.RemoveAt(0);
    }

    private void MarkSeen(string item, long time, bool refused)
    {
        SeenItem before = _seen.GetValueOrDefault(item);
        _seen[item] = refused
            ? before with { RefusedMs = Math.Max(before.RefusedMs, time) }
            : before with { ChosenMs = Math.Max(before.ChosenMs, time) };
        if (_seen.Count > MaxSeen) _seen.Remove(_seen.MinBy(pair => (pair.Value.LastMs, pair.Key)).Key);
    }

    private void CountHour(DateTimeOffset time, double? seconds)
    {
        int hour = HourOfWeek(time.UtcDateTime);
        EventCounts[hour]++;
        AttentionMs[hour] += (long)Math.Round((seconds ?? 0) * 1000);
    }

    private static ulong HashOf(string eventId)
    {
        int most = Encoding.UTF8.GetMaxByteCount(eventId.Length);
        Span<byte> utf8 = most <= StackBytes ? stackalloc byte[StackBytes] : new byte[most];
        return XxHash3.HashToUInt64(utf8[..Encoding.UTF8.GetBytes(eventId, utf8)]);
    }
}
