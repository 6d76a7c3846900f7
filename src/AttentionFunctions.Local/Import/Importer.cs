using System.Globalization;
using AttentionFunctions.Events;
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

    /// <summary>
    /// Checks every entry with the reader that ingest uses, only to say where the broken ones stand; they are sent like the others, so that
    /// the quarantine keeps their bytes.
    /// </summary>
    public async Task<ImportReport> RunAsync(ImportSource source, IProgress<int>? progress, CancellationToken cancel)
    {
        var journal = new ImportJournal(journalFolder, source.Fingerprint);
        int start = journal.Position, position = start;
        var read = new Reading(source, time.GetUtcNow());
        foreach ((OutgoingMessage Message, int Entries)[] group in Messages(read, start).Chunk(MessagesPerSend))
        {
            await queue.SendAsync([.. group.Select(part => part.Message)], cancel);
            position += group.Sum(part => part.Entries);
            journal.Advance(position);
            progress?.Report(position);
            while (queue.Count().Active > MaxWaiting) await Task.Delay(Pause, time, cancel);
        }

        journal.Finish();
        return new ImportReport(read.Entries, position - start, read.SetAside, read.First);
    }

    /// <summary>
    /// Neighbours share a message, but an entry that is no valid event has its own: the end of a broken one could be read as the beginning of
    /// the next. Ids say exactly which entries a message holds, so that an import that is repeated names its messages alike.
    /// </summary>
    private static IEnumerable<(OutgoingMessage Message, int Entries)> Messages(Reading read, int start)
    {
        var together = new List<ReadOnlyMemory<byte>>(EntriesPerMessage);
        int first = start;
        foreach ((ReadOnlyMemory<byte> json, bool valid) in read.All().Skip(start))
        {
            if (!valid && together.Count > 0) yield return Pack();
            together.Add(json);
            if (!valid || together.Count == EntriesPerMessage) yield return Pack();
        }

        if (together.Count > 0) yield return Pack();

        (OutgoingMessage, int) Pack()
        {
            int count = together.Count;
            string id = string.Create(CultureInfo.InvariantCulture, $"import-{read.Source.Fingerprint[..12]}-{first}-{count}");
            var message = new OutgoingMessage(id, Join(together));
            first += count;
            together.Clear();
            return (message, count);
        }
    }

    private static byte[] Join(List<ReadOnlyMemory<byte>> entries)
    {
        using var body = new MemoryStream();
        foreach ((int i, ReadOnlyMemory<byte> entry) in entries.Index())
        {
            if (i > 0) body.WriteByte((byte)'\n');
            body.Write(entry.Span);
        }

        return body.ToArray();
    }

    /// <summary>Goes once through a source and remembers what was no valid event.</summary>
    private sealed class Reading(ImportSource source, DateTimeOffset received)
    {
        private readonly List<ImportRejection> _first = [];

        public ImportSource Source => source;

        public int Entries { get; private set; }

        public int SetAside { get; private set; }

        public IReadOnlyList<ImportRejection> First => _first;

        public IEnumerable<(ReadOnlyMemory<byte> Json, bool Valid)> All()
        {
            foreach (ImportEntry entry in source.Entries)
            {
                Entries++;
                IReadOnlyList<Rejection> rejections = EventReader.Read(entry.Json, received).Rejections;
                if (rejections.Count > 0)
                {
                    SetAside++;
                    if (_first.Count < ImportReport.MaxFirst)
                        _first.Add(new ImportRejection(entry.Origin, [.. rejections.SelectMany(rejection => rejection.Reasons)]));
                }

                yield return (entry.Json, rejections.Count == 0);
            }
        }
    }
}
