using AttentionFunctions.Events;

namespace AttentionFunctions.Train;

/// <summary>A folder with a public data set in one of the forms that are known, told apart by its files.</summary>
public static class DatasetFolder
{
    /// <summary>Interactions of a <see cref="MovieLensFolder"/> or a folder with a <see cref="SequenceFile"/>.</summary>
    /// <exception cref="InvalidDataException">Neither form is there, or a line is not what it should be.</exception>
    public static IEnumerable<DatasetInteraction> Interactions(string folder) =>
        IsMovieLens(folder) ? MovieLensFolder.Interactions(folder)
        : File.Exists(Path.Combine(folder, SequenceFile.FileName)) ? SequenceFile.Interactions(Path.Combine(folder, SequenceFile.FileName))
        : throw new InvalidDataException(
            $"{folder} has neither {MovieLensFolder.RatingsFileName} (MovieLens-100K) nor {SequenceFile.FileName} (user item item …).");

    /// <summary>What the data set says about its items; empty when it says nothing.</summary>
    public static IEnumerable<DatasetItem> Items(string folder) =>
        IsMovieLens(folder)
            ? File.Exists(Path.Combine(folder, MovieLensFolder.ItemsFileName)) ? MovieLensFolder.Items(folder) : []
            : File.Exists(Path.Combine(folder, SequenceFile.ItemsFileName)) ? SequenceFile.Items(Path.Combine(folder, SequenceFile.ItemsFileName)) : [];

    /// <summary>Every interaction counts the same: a rating says that the film was chosen, whatever it says of the film.</summary>
    public static SequenceSet Sequences(string folder)
    {
        var steps = new Dictionary<string, long>(StringComparer.Ordinal);
        var builder = new SequenceSetBuilder();
        foreach (var interaction in Interactions(folder))
        {
            var step = steps.GetValueOrDefault(interaction.User);
            steps[interaction.User] = step + 1;
            var type = interaction.Rating is null ? EventType.View : EventType.Rate;
            builder.Add(interaction.User, interaction.Item, type, weight: 1, interaction.Time?.ToUnixTimeMilliseconds() ?? step);
        }

        return builder.Build();
    }

    private static bool IsMovieLens(string folder) => File.Exists(Path.Combine(folder, MovieLensFolder.RatingsFileName));
}
