using System.Globalization;
using System.Text.Json;
using AttentionFunctions.Store;

namespace AttentionFunctions.Train;

/// <summary>
/// Everything that a training is at the end of an epoch, with the ids of its items: enough to go on with, on data that has grown since.
/// Stored as safetensors, format 1.
/// </summary>
/// <param name="Epochs">Done.</param>
/// <param name="Best">Weights of the best measurement so far.</param>
internal sealed record SequenceState(
    string[] ItemIds, SequencePlan Plan, int Seed, int Epochs, long Steps, SequenceWeights Weights, Moments BodyMoments, Moments ItemMoments,
    SequenceWeights Best, IReadOnlyList<LearningPoint> Curve)
{
    private const string Format = "1";

    public byte[] ToBytes() => new SafeTensorsWriter()
        .Metadata("formatVersion", Format)
        .Metadata("seed", Seed.ToString(CultureInfo.InvariantCulture))
        .Metadata("epochs", Epochs.ToString(CultureInfo.InvariantCulture))
        .Metadata("steps", Steps.ToString(CultureInfo.InvariantCulture))
        .Metadata("plan", JsonSerializer.Serialize(Plan, ModelJson.Default.SequencePlan))
        .Metadata("curve", JsonSerializer.Serialize(Curve, ModelJson.Default.IReadOnlyListLearningPoint))
        .Add("ids", JsonSerializer.SerializeToUtf8Bytes(ItemIds, ModelJson.Default.StringArray))
        .Add("shape", SequenceTensors.Numbers(Weights.Layout.Shape))
        .Add("items", Weights.Items.Span).Add("body", Weights.Body.Span)
        .Add("bestItems", Best.Items.Span).Add("bestBody", Best.Body.Span)
        .Add("bodyFirst", BodyMoments.First.Span).Add("bodySecond", BodyMoments.Second.Span)
        .Add("itemFirst", ItemMoments.First.Span).Add("itemSecond", ItemMoments.Second.Span)
        .ToBytes();

    /// <exception cref="InvalidDataException">Damaged, or of another format.</exception>
    public static SequenceState Parse(ReadOnlyMemory<byte> content)
    {
        var tensors = SafeTensors.Parse(content);
        var metadata = tensors.Metadata;
        if (metadata.GetValueOrDefault("formatVersion") != Format)
        {
            throw new InvalidDataException($"The training's checkpoint is not of format {Format}.");
        }

        try
        {
            var layout = new SequenceLayout(SequenceTensors.ShapeOf(tensors.Ints("shape")));
            return new(
                JsonSerializer.Deserialize(tensors.Bytes("ids"), ModelJson.Default.StringArray)!,
                JsonSerializer.Deserialize(metadata["plan"], ModelJson.Default.SequencePlan)!,
                int.Parse(metadata["seed"], CultureInfo.InvariantCulture),
                int.Parse(metadata["epochs"], CultureInfo.InvariantCulture),
                long.Parse(metadata["steps"], CultureInfo.InvariantCulture),
                new(layout, new(tensors.Floats("items")), new(tensors.Floats("body"))),
                new(new(tensors.Floats("bodyFirst")), new(tensors.Floats("bodySecond"))),
                new(new(tensors.Floats("itemFirst")), new(tensors.Floats("itemSecond"))),
                new(layout, new(tensors.Floats("bestItems")), new(tensors.Floats("bestBody"))),
                JsonSerializer.Deserialize(metadata["curve"], ModelJson.Default.IReadOnlyListLearningPoint)!);
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or JsonException or ArgumentException)
        {
            throw new InvalidDataException($"The training's checkpoint is damaged: {e.Message}", e);
        }
    }

    /// <summary>
    /// Whether a training can go on from here. Its plan may differ by the epochs: those follow from how much data there is, which may have
    /// grown since.
    /// </summary>
    public bool Fits(SequencePlan plan, int seed, SequenceShape shape) =>
        Plan with { Epochs = plan.Epochs } == plan && Seed == seed && Weights.Layout.Shape with { Items = shape.Items } == shape;

    /// <summary>The state over another set of items: what is known of an item goes with its id, a new one starts as it would have.</summary>
    /// <param name="fresh">Weights as a new training over those items would begin with.</param>
    public SequenceState Over(string[] itemIds, SequenceWeights fresh)
    {
        if (itemIds.AsSpan().SequenceEqual(ItemIds))
        {
            return this;
        }

        var (layout, zero) = (fresh.Layout, new Floats(fresh.Items.Count));
        return this with
        {
            ItemIds = itemIds,
            Weights = new(layout, Moved(Weights.Items, fresh.Items), Weights.Body),
            Best = new(layout, Moved(Best.Items, fresh.Items), Best.Body),
            ItemMoments = new(Moved(ItemMoments.First, zero), Moved(ItemMoments.Second, zero)),
        };

        Floats Moved(Floats from, Floats otherwise) => ItemRows.Moved(ItemIds, from, itemIds, otherwise);
    }
}
