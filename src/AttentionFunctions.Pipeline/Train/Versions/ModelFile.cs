using System.Globalization;
using System.IO.Hashing;
using System.Text.Json;
using AttentionFunctions.Store;

namespace AttentionFunctions.Train;

/// <summary>
/// The numbers of a model version, as safetensors, format 1: <c>items</c> U8 (JSON array of ids), <c>popularity.attention</c> F32,
/// <c>popularity.counts</c> I32, <c>markov.offsets</c>, <c>.successors</c> I32, <c>.counts</c>, <c>.rowSums</c> F32, <c>ials.items</c>
/// F32 (items × factors), <c>ials.scale</c> F32; <c>attention.seconds</c> F32, where dwell is known; and where they are part of the blend <c>linear.*</c> (<see cref="LinearModel.Write"/>) and
/// <c>sequence.*</c> (<see cref="SequenceTensors"/>). Options and blend weights are in the manifest.
/// </summary>
internal static class ModelFile
{
    private const string FormatKey = "formatVersion";
    private static readonly string Format = ModelManifest.CurrentFormat.ToString(CultureInfo.InvariantCulture);

    /// <param name="weights">Of the blend, by name of the model.</param>
    public static byte[] Write(SequenceSet set, FittedModels models, IReadOnlyDictionary<string, float> weights)
    {
        var transitions = models.SmoothedMarkov.Transitions;
        var writer = new SafeTensorsWriter()
            .Metadata(FormatKey, Format)
            .Add("items", JsonSerializer.SerializeToUtf8Bytes(set.ItemIds, ModelJson.Default.StringArray))
            .Add("popularity.attention", models.Popularity.Attention)
            .Add("popularity.counts", models.Popularity.Counts)
            .Add("markov.offsets", transitions.Offsets)
            .Add("markov.successors", transitions.Successors)
            .Add("markov.counts", transitions.Counts)
            .Add("markov.rowSums", transitions.RowSums)
            .Add("ials.items", models.Ials.Items.Span, set.ItemIds.Length, models.Ials.Items.Count / Math.Max(1, set.ItemIds.Length))
            .Add("ials.scale", [models.Ials.Scale.MeanWeight, models.Ials.Scale.UnobservedWeight]);
        if (set.HeldSeconds.Length > 0)
        {
            writer.Add("attention.seconds", set.HeldSeconds);
        }

        if (weights.GetValueOrDefault(models.Linear.Name) > 0)
        {
            models.Linear.Write(writer);
        }

        if (models.Sequence is { } sequence && weights.GetValueOrDefault(sequence.Name) > 0)
        {
            SequenceTensors.Write(writer, sequence);
        }

        return writer.ToBytes();
    }

    /// <summary>What is large stays in the content, which must not change; all else is copied.</summary>
    /// <exception cref="InvalidDataException">The bytes are not what the manifest speaks of, or of another format.</exception>
    public static TrainedModel Read(ReadOnlyMemory<byte> content, ModelManifest manifest)
    {
        if (Hash(content.Span) != manifest.ContentHash)
        {
            throw new InvalidDataException($"The weights of model version {manifest.Version} are damaged: their hash is not the manifest's.");
        }

        var tensors = SafeTensors.Parse(content);
        if (tensors.Metadata.GetValueOrDefault(FormatKey) != Format)
        {
            throw new InvalidDataException($"The weights of model version {manifest.Version} are not of format {Format}.");
        }

        var ids = Ids(tensors.Bytes("items"));
        var popularity = new PopularityModel(tensors.Floats("popularity.attention").ToArray(), tensors.Ints("popularity.counts").ToArray());
        var transitions = new TransitionCounts(tensors.IntsInPlace("markov.offsets"), tensors.IntsInPlace("markov.successors"),
            tensors.FloatsInPlace("markov.counts"), tensors.FloatsInPlace("markov.rowSums"));
        var markov = new SmoothedMarkovModel(transitions, popularity.Counts, manifest.Options.SmoothedMarkov);
        var scale = tensors.Floats("ials.scale");
        var ials = new IalsModel(Floats.Over(tensors.Memory("ials.items")), new(scale[0], scale[1]), manifest.Options.Ials);
        List<IRetrievalModel> models = [popularity, markov, ials];
        if (tensors.Contains("linear.offsets"))
        {
            models.Add(LinearModel.Read(tensors, manifest.Options.Linear));
        }

        if (tensors.Contains("sequence.shape"))
        {
            models.Add(SequenceTensors.Read(tensors));
        }

        var held = tensors.Contains("attention.seconds") ? tensors.Floats("attention.seconds").ToArray() : [];

        // The spans above are of its memory.
        GC.KeepAlive(tensors);
        return new(manifest.Version, ids, popularity, held, [.. models.Select(model => (model, manifest.BlendWeights.GetValueOrDefault(model.Name)))])
        {
            Content = content,
        };
    }

    private static IdTable Ids(ReadOnlySpan<byte> json)
    {
        var builder = new IdTable.Builder();
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                builder.Add(reader.GetString()!);
            }
        }

        return builder.Build();
    }

    /// <summary>Lower-case hex of 128 bits: tells damage, not forgery.</summary>
    public static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(XxHash128.Hash(content));
}
