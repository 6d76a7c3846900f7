using System.Text.Json;
using AttentionFunctions.Store;

namespace AttentionFunctions.Train;

/// <summary>
/// Weights that a later training may go on from, by item id. They have learnt nothing of what was held out when they were made; a later split
/// holds out later events, so going on from them gives nothing away.
/// </summary>
internal sealed record SequenceStart(string[] ItemIds, SequenceWeights Weights)
{
    public byte[] ToBytes() => new SafeTensorsWriter()
        .Add("ids", JsonSerializer.SerializeToUtf8Bytes(ItemIds, ModelJson.Default.StringArray))
        .Add("shape", SequenceTensors.Numbers(Weights.Layout.Shape))
        .Add("items", Weights.Items.Span)
        .Add("body", Weights.Body.Span)
        .ToBytes();

    /// <exception cref="InvalidDataException">Damaged.</exception>
    public static SequenceStart Parse(ReadOnlyMemory<byte> content)
    {
        var tensors = SafeTensors.Parse(content);
        try
        {
            var layout = new SequenceLayout(SequenceTensors.ShapeOf(tensors.Ints("shape")));
            return new(JsonSerializer.Deserialize(tensors.Bytes("ids"), ModelJson.Default.StringArray)!,
                new(layout, new(tensors.Floats("items")), new(tensors.Floats("body"))));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"The weights to go on from are damaged: {e.Message}", e);
        }
    }

    /// <summary>Whether a model of this shape can take the weights over: all but the number of items must agree.</summary>
    public bool Fits(SequenceShape shape) => Weights.Layout.Shape with { Items = shape.Items } == shape;

    /// <summary>The weights over other items: what is known of an item goes with its id, a new one starts as it would have.</summary>
    /// <param name="fresh">Weights as a new training over those items would begin with.</param>
    public SequenceWeights Over(string[] itemIds, SequenceWeights fresh) =>
        new(fresh.Layout, ItemRows.Moved(ItemIds, Weights.Items, itemIds, fresh.Items), new(Weights.Body.Span));
}

/// <summary>Rows of a table that belong to items.</summary>
internal static class ItemRows
{
    /// <summary>A copy of <paramref name="otherwise"/>, with the rows of items that were known before.</summary>
    public static Floats Moved(string[] before, Floats from, string[] now, Floats otherwise)
    {
        var old = before.Index().ToDictionary(item => item.Item, item => item.Index, StringComparer.Ordinal);
        var (to, d) = (new Floats(otherwise.Span), otherwise.Count / now.Length);
        for (var item = 0; item < now.Length; item++)
        {
            if (old.TryGetValue(now[item], out var row))
            {
                from.Span.Slice(row * d, d).CopyTo(to.Span[(item * d)..]);
            }
        }

        return to;
    }
}
