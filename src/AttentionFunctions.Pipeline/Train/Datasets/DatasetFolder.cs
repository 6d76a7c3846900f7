using AttentionFunctions.Catalogue;
using AttentionFunctions.Embed;
using AttentionFunctions.Events;

namespace AttentionFunctions.Train;

/// <summary>A folder with a public data set in one of the forms that are known, told apart by its files.</summary>
public static class DatasetFolder
{
    /// <summary>Texts between two reports of progress.</summary>
    private const int TextsPerStep = 2048;

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
    /// <param name="encoder">Makes the text vectors from titles and categories, as the catalogue does; null leaves them out.</param>
    public static SequenceSet Sequences(string folder, ITextEncoder? encoder = null, IProgress<string>? progress = null, CancellationToken cancel = default)
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

        var set = builder.Build();
        return encoder is null ? set : set with { Texts = Texts(folder, set.ItemIds, encoder, progress, cancel) };
    }

    private static ItemVectors Texts(string folder, string[] itemIds, ITextEncoder encoder, IProgress<string>? progress, CancellationToken cancel)
    {
        var indices = itemIds.Index().ToDictionary(item => item.Item, item => item.Index, StringComparer.Ordinal);
        (int Item, string Text)[] texts =
        [
            .. Items(folder).Where(item => indices.ContainsKey(item.Item))
                .Select(item => (indices[item.Item], ItemText.Of(new() { Title = item.Title, Categories = item.Categories }))),
        ];
        if (texts.Length == 0)
        {
            return ItemVectors.None;
        }

        var rows = new ItemVector[itemIds.Length];
        foreach (var (step, chunk) in texts.Chunk(TextsPerStep).Index())
        {
            progress?.Report($"Encoding texts, {step * TextsPerStep} of {texts.Length}");
            var vectors = encoder.Encode([.. chunk.Select(text => text.Text)], TextKind.Document, cancel);
            for (var i = 0; i < chunk.Length; i++)
            {
                rows[chunk[i].Item] = ItemVector.Of(vectors[i]);
            }
        }

        return ItemVectors.Stack(rows, encoder.Dimension, encoder.Id);
    }

    private static bool IsMovieLens(string folder) => File.Exists(Path.Combine(folder, MovieLensFolder.RatingsFileName));
}
