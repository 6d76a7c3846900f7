using System.Globalization;
using System.IO.Hashing;
using System.Text;
using AttentionFunctions.Events;
using AttentionFunctions.Local.Publish;
using AttentionFunctions.Train;

namespace AttentionFunctions.Local.Import;

/// <summary>Something to import: entries in a fixed order, each one JSON document of the event contract.</summary>
/// <param name="Name">For people.</param>
/// <param name="Fingerprint">Of the files; a changed source is another source, and its import starts over.</param>
/// <param name="Entries">Lazily read; the same content in the same order each time.</param>
internal sealed record ImportSource(string Name, string Fingerprint, IEnumerable<ImportEntry> Entries)
{
    /// <summary>Data sets say nothing about when an item came to be; it was before the first event.</summary>
    private static readonly DateTimeOffset ItemTime = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Sequences without times get one event a minute from here, which keeps their order.</summary>
    private static readonly DateTimeOffset SequenceStart = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <exception cref="FileNotFoundException">There is nothing at the path.</exception>
    public static ImportSource Open(string path)
    {
        if (Directory.Exists(path)) return new ImportSource(path, FingerprintOf(Directory.GetFiles(path).Order(StringComparer.Ordinal)), FolderEntries(path));
        if (File.Exists(path)) return new ImportSource(path, FingerprintOf([path]), Lines(path));
        throw new FileNotFoundException(
            $"There is nothing at {path}. Import takes a MovieLens-100K folder, a folder with sequences.txt, or a file with one JSON event per line.");
    }

    private static IEnumerable<ImportEntry> FolderEntries(string folder)
    {
        string items = $"{folder}, item ", interactions = $"{folder}, interaction ";
        int number = 0;
        foreach (DatasetItem item in DatasetFolder.Items(folder)) yield return new ImportEntry(EventWriter.Write(EventOf(item)), items, ++number);
        var steps = new Dictionary<string, int>(StringComparer.Ordinal);
        number = 0;
        foreach (DatasetInteraction interaction in DatasetFolder.Interactions(folder))
        {
            int step = steps[interaction.User] = steps.GetValueOrDefault(interaction.User) + 1;
            AttentionEvent @event = EventOf(interaction, ++number, step);
            yield return new ImportEntry(EventWriter.Write(@event), interactions, number);
        }
    }

    private static AttentionEvent EventOf(DatasetItem item) => new()
    {
        Id = $"import-item-{item.Item}",
        Type = EventType.ItemUpserted,
        Time = ItemTime,
        ItemId = item.Item,
        Item = new ItemFields { Title = item.Title, Categories = item.Categories },
    };

    /// <summary>The number in the id keeps the order of the file for events of the same second.</summary>
    private static AttentionEvent EventOf(DatasetInteraction interaction, int number, int step) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"import-{number:D9}-{interaction.User}-{interaction.Item}"),
        Type = interaction.Rating is null ? EventType.View : EventType.Rate,
        Time = interaction.Time ?? SequenceStart.AddMinutes(step),
        UserId = interaction.User,
        ItemId = interaction.Item,
        Value = interaction.Rating,
    };

    /// <summary>As bytes: what is no UTF-8 must come to the quarantine as it was.</summary>
    private static IEnumerable<ImportEntry> Lines(string path)
    {
        string place = $"{path}:";
        int number = 0;
        using FileStream file = File.OpenRead(path);
        foreach (ReadOnlyMemory<byte> read in PublishSource.ReadLinesAsync(file).ToBlockingEnumerable())
        {
            ReadOnlyMemory<byte> line = ++number == 1 && read.Span.StartsWith(Encoding.UTF8.Preamble) ? read[Encoding.UTF8.Preamble.Length..] : read;
            if (!line.Span.Trim(" \t\r"u8).IsEmpty) yield return new ImportEntry(line, place, number);
        }
    }

    private static string FingerprintOf(IEnumerable<string> files)
    {
        var hash = new XxHash128();
        foreach (FileInfo file in files.Select(path => new FileInfo(path)))
            hash.Append(Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}\n")));
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
