using AttentionFunctions.Store;

namespace AttentionFunctions.Assist;

/// <summary>
/// Reminders of a person, one blob. They ring nowhere by themselves: due ones come with the next answer of the assistant, once, and with every
/// list of reminders, for the application to show.
/// </summary>
public sealed class ReminderStore(IBlobStore store, TimeProvider time)
{
    public const int MaxReminders = 50, MaxText = 200;

    /// <summary>How far ahead a reminder may lie.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(366);

    /// <summary>How long a reminder stays after it was due.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Null when there are too many.</summary>
    internal async Task<Reminder?> AddAsync(string userKey, string text, DateTimeOffset at, CancellationToken cancel)
    {
        DateTimeOffset now = time.GetUtcNow();
        var added = new Reminder(Guid.CreateVersion7(now).ToString("N"), text, at, now);
        bool full = false;
        await UpdateAsync(userKey, stored =>
        {
            full = stored.Count >= MaxReminders;
            return full ? stored : [.. stored, added];
        }, cancel);
        return full ? null : added;
    }

    /// <summary>Earliest first.</summary>
    internal async Task<IReadOnlyList<Reminder>> ListAsync(string userKey, CancellationToken cancel)
    {
        string name = BlobLayout.Reminders(userKey);
        return await store.ReadAsync(name, cancel) is { } blob ? Fresh(Parse(name, blob.Content)) : [];
    }

    /// <summary>Those that are due and were not in an answer yet; from now on they were.</summary>
    internal async Task<IReadOnlyList<Reminder>> TakeDueAsync(string userKey, CancellationToken cancel)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (!(await ListAsync(userKey, cancel)).Any(reminder => !reminder.Surfaced && reminder.At <= now)) return [];
        IReadOnlyList<Reminder> due = [];
        await UpdateAsync(userKey, stored =>
        {
            due = [.. stored.Where(reminder => !reminder.Surfaced && reminder.At <= now)];
            return [.. stored.Select(reminder => reminder.At <= now ? reminder with { Surfaced = true } : reminder)];
        }, cancel);
        return due;
    }

    private Task UpdateAsync(string userKey, Func<IReadOnlyList<Reminder>, IReadOnlyList<Reminder>> change, CancellationToken cancel)
    {
        string name = BlobLayout.Reminders(userKey);
        return store.UpdateAsync(
            name,
            stored => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
                new ReminderList(ReminderList.CurrentFormat, change(stored is { } content ? Fresh(Parse(name, content)) : [])),
                AssistJson.Default.ReminderList),
            time, cancel);
    }

    private IReadOnlyList<Reminder> Fresh(ReminderList list) =>
        [.. list.Reminders.Where(reminder => time.GetUtcNow() - reminder.At < Kept).OrderBy(reminder => reminder.At).ThenBy(reminder => reminder.Id, StringComparer.Ordinal)];

    private static ReminderList Parse(string name, ReadOnlyMemory<byte> content) =>
        StoredJson.Parse(name, content.Span, AssistJson.Default.ReminderList, stored => stored.FormatVersion, ReminderList.CurrentFormat);
}
