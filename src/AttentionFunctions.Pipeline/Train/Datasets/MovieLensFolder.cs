using System.Globalization;
using System.Text;

namespace AttentionFunctions.Train;

/// <summary>MovieLens-100K as published: <c>u.data</c> (user, item, rating, Unix seconds; tabs) and <c>u.item</c> (latin-1, <c>|</c>).</summary>
public static class MovieLensFolder
{
    public const string RatingsFileName = "u.data";
    public const string ItemsFileName = "u.item";

    /// <summary>u.item has id, title, two dates and an address before one column of 0 or 1 per genre.</summary>
    private const int FirstGenreColumn = 5;

    private static readonly string[] Genres =
    [
        "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama", "Fantasy", "Film-Noir",
        "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
    ];

    /// <summary>In the order of the file, which is not the order of time.</summary>
    /// <exception cref="InvalidDataException">Names file and line.</exception>
    public static IEnumerable<DatasetInteraction> Interactions(string folder)
    {
        var path = Path.Combine(folder, RatingsFileName);
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            var fields = line.Split('\t');
            if (fields.Length != 4 || fields[0].Length == 0 || fields[1].Length == 0
                || !double.TryParse(fields[2], CultureInfo.InvariantCulture, out var rating)
                || !long.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                throw new InvalidDataException(SequenceFile.Where(path, number) + "expected user, item, rating and Unix time, separated by tabs.");
            }

            yield return new(fields[0], fields[1], DateTimeOffset.FromUnixTimeSeconds(seconds), rating);
        }
    }

    /// <exception cref="InvalidDataException">Names file and line.</exception>
    public static IEnumerable<DatasetItem> Items(string folder)
    {
        var path = Path.Combine(folder, ItemsFileName);
        var number = 0;
        foreach (var line in File.ReadLines(path, Encoding.Latin1))
        {
            number++;
            var fields = line.Split('|');
            if (fields.Length != FirstGenreColumn + Genres.Length || fields[0].Length == 0)
            {
                throw new InvalidDataException(SequenceFile.Where(path, number) + $"expected {FirstGenreColumn + Genres.Length} columns separated by |.");
            }

            yield return new(fields[0], fields[1], [.. Genres.Where((_, genre) => fields[FirstGenreColumn + genre] == "1")]);
        }
    }
}
