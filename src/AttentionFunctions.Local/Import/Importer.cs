using AttentionFunctions.Ingest;
using AttentionFunctions.Local.Queue;

namespace AttentionFunctions.Local.Import;

/// <summary>Sends a source through the queue, in order, resumably, and no faster than the queue is worked off.</summary>
internal sealed class Importer(SqliteQueue queue, string journalFolder, TimeProvider time)
{
    private const int EntriesPerMessage = 100;

    /// <summary>Messages sent in one transaction; the journal moves after each.</summary>
    private const int MessagesPerSend = 20;

    /// <summary>More than this waiting, and the import pauses: a queue is no place to keep a data set.</summary>
    private const int MaxWaiting = 400;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <returns>How many entries were sent in this run.</returns>
    public async Task<int> RunAsync(ImportSource source, IProgress<int>? progress, CancellationToken cancel)
    {
        var journal = new ImportJournal(journalFolder, source.Fingerprint);
        int start = journal.Position, position = start;
        foreach ((OutgoingMessage Message, int Entries)[] group in Messages(source, start).Chunk(MessagesPerSend))
        {
            await queue.SendAsync([.. group.Select(part => part.Message)], cancel);
            position += group.Sum(part => part.Entries);
            journal.Advance(position);
            progress?.Report(position);
            while (queue.Count().Active > MaxWaiting) await Task.Delay(Pause, time, cancel);
        }

        journal.Finish();
        return position - start;
    }

    /// <summary>Message ids are positions: an import that is repeated names its messages alike.</summary>
    private static IEnumerable<(OutgoingMessage Message, int Entries)> Messages(ImportSource source, int start) =>
        source.Entries.Skip(start).Chunk(EntriesPerMessage).Select((entries, i) => (new OutgoingMessage(
            $"import-{source.Fingerprint[..12]}-{start + i * EntriesPerMessage}", Join(entries)), entries.Length));

    private static byte[] Join(byte[][] entries)
    {
        using var body = new MemoryStream();
        foreach (byte[] entry in entries)
        {
            body.Write(entry);
            body.WriteByte((byte)'\n');
        }

        return body.ToArray();
    }
}
