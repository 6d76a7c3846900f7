using System.Globalization;

namespace AttentionFunctions.Train;

/// <summary>One interaction of a public data set, before ids become indices.</summary>
/// <param name="Time">Null where the data set has an order but no times.</param>
/// <param name="Rating">Null where the data set has none.</param>
public sealed record DatasetInteraction(string User, string Item, DateTimeOffset? Time, double? Rating);

/// <param name="Categories">As the data set names them; empty when it has none.</param>
public sealed record DatasetItem(string Item, string? Title, IReadOnlyList<string> Categories);

/// <summary>
/// <c>sequences.txt</c> (a line per user: <c>user item item …</c>, oldest first, separated by blanks) with an optional <c>items.tsv</c>
/// beside it (a header line; columns <c>item</c> or <c>item_id</c>, <c>title</c>, <c>genres</c>; others are ignored).
/// </summary>
public static class SequenceFile
{
    public const string FileName = "sequences.txt";
    public const string ItemsFileName = "items.tsv";

    /// <summary>User by user, in the order of the file.</summary>
    /// <exception cref="InvalidDataException">Names file and line.</exception>
    public static IEnumerable<DatasetInteraction> Interactions(string path)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 0)
            {
                continue;
            }

            if (fields.Length == 1)
            {
                throw new InvalidDataException(Where(path, number) + $"user {fields[0]} has no items; expected \"user item item …\".");
            }

            foreach (var item in fields.Skip(1))
            {
                yield return new(fields[0], item, Time: null, Rating: null);
            }
        }
    }

    /// <exception cref="InvalidDataException">Names file and line.</exception>
    public static IEnumerable<DatasetItem> Items(string path)
    {
        string[]? header = null;
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            var fields = line.Split('\t');
            if (header is null)
            {
                header = fields;
                if (IdColumn(header) < 0)
                {
                    throw new InvalidDataException(Where(path, number) + "the header has no column \"item\" or \"item_id\".");
                }

                continue;
            }

            if (fields.Length != header.Length)
            {
                throw new InvalidDataException(Where(path, number) + $"{fields.Length} columns where the header has {header.Length}.");
            }

            var genres = Column("genres");
            yield return new(fields[IdColumn(header)], Column("title"), genres is null ? [] : genres.Split('|', StringSplitOptions.RemoveEmptyEntries));

            string? Column(string name) => Array.IndexOf(header, name) is >= 0 and var at && fields[at].Length > 0 ? fields[at] : null;
        }
    }

    internal static string Where(string path, int line) => string.Create(CultureInfo.InvariantCulture, $"{path}, line {line}: ");

    private static int IdColumn(string[] header) => Array.FindIndex(header, name => name is "item" or "item_id");
}
