using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using AttentionFunctions.Events;
using AttentionFunctions.Store;

namespace AttentionFunctions.Ingest;

/// <summary>Where everything goes that does not validate: with the reasons and the original bytes, to be listed, read and replayed.</summary>
public sealed class Quarantine(IBlobStore store)
{
    private const int FormatVersion = 1;

    private sealed record Document(
        int FormatVersion, DateTimeOffset Received, string MessageId, int Index, IReadOnlyList<string> Reasons, byte[] Original);

    /// <summary>Idempotent: a redelivered message makes no second entry.</summary>
    public async Task AddAsync(QueueMessage message, Rejection rejection, CancellationToken cancel = default)
    {
        var document = new Document(
            FormatVersion, message.Enqueued, message.MessageId, rejection.Index, rejection.Reasons, rejection.Original.ToArray());

        // The message id is part of the name: what is replayed and refused again is a new entry, not the one that replay deletes.
        var hash = new XxHash128();
        hash.Append(Encoding.UTF8.GetBytes($"{message.MessageId}\n{rejection.Index}\n"));
        hash.Append(rejection.Original.Span);
        string name = BlobLayout.Quarantined(message.Enqueued, Convert.ToHexStringLower(hash.GetCurrentHash()));
        await store.TryCreateAsync(name, JsonSerializer.SerializeToUtf8Bytes(document), cancel);
    }

    /// <summary>Entries in order of the day they arrived.</summary>
    public async IAsyncEnumerable<QuarantineEntry> ListAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (BlobEntry blob in store.ListAsync(BlobLayout.QuarantinePrefix, cancel))
            if (await ReadAsync(blob.Name, cancel) is { } entry)
                yield return entry;
    }

    /// <summary>The newest entries, newest day first, and how many there are in all.</summary>
    public async Task<(int Total, IReadOnlyList<QuarantineEntry> Entries)> NewestAsync(int count, CancellationToken cancel = default)
    {
        var names = new Queue<string>(count + 1);
        int total = 0;
        await foreach (BlobEntry blob in store.ListAsync(BlobLayout.QuarantinePrefix, cancel))
        {
            total++;
            names.Enqueue(blob.Name);
            if (names.Count > count) names.Dequeue();
        }

        var entries = new List<QuarantineEntry>(names.Count);
        foreach (string name in names)
            if (await ReadAsync(name, cancel) is { } entry)
                entries.Add(entry);
        return (total, [.. entries.OrderByDescending(entry => entry.Received).ThenBy(entry => entry.Id, StringComparer.Ordinal)]);
    }

    /// <param name="id">An entry's id, or the beginning of one that fits no other entry.</param>
    /// <param name="cancel">Cancels the search.</param>
    /// <returns>Null when no entry, or more than one, has such an id.</returns>
    public async Task<QuarantineEntry?> FindAsync(string id, CancellationToken cancel = default)
    {
        string? found = null;
        await foreach (BlobEntry blob in store.ListAsync(BlobLayout.QuarantinePrefix, cancel))
        {
            if (!IdOf(blob.Name).StartsWith(id, StringComparison.Ordinal)) continue;
            if (found is not null) return null;
            found = blob.Name;
        }

        return found is null ? null : await ReadAsync(found, cancel);
    }

    /// <summary>Sends the bytes through the queue once more, for a program that now accepts them, and removes the entry.</summary>
    public async Task ReplayAsync(QuarantineEntry entry, IEventQueue queue, CancellationToken cancel = default)
    {
        await queue.SendAsync([new OutgoingMessage($"replay-{Guid.CreateVersion7():N}", entry.Original)], cancel);
        await store.DeleteAsync(BlobLayout.Quarantined(entry.Received, entry.Id), cancel: cancel);
    }

    /// <summary>Replays the oldest entries, up to <paramref name="max"/>. What is refused again is a new entry, so this ends. Returns how many.</summary>
    public async Task<int> ReplayAllAsync(IEventQueue queue, int max = int.MaxValue, CancellationToken cancel = default)
    {
        var entries = new List<QuarantineEntry>();
        await foreach (QuarantineEntry entry in ListAsync(cancel))
        {
            if (entries.Count == max) break;
            entries.Add(entry);
        }

        foreach (QuarantineEntry entry in entries) await ReplayAsync(entry, queue, cancel);
        return entries.Count;
    }

    private async Task<QuarantineEntry?> ReadAsync(string name, CancellationToken cancel)
    {
        if (await store.ReadAsync(name, cancel) is not { } blob) return null;
        Document document = JsonSerializer.Deserialize<Document>(blob.Content.Span)
            ?? throw new InvalidDataException($"{name} is no quarantine entry.");
        return new QuarantineEntry(
            IdOf(name), document.Received, document.MessageId, document.Index, document.Reasons, document.Original);
    }

    private static string IdOf(string name) => Path.GetFileNameWithoutExtension(name);
}
