using System.Numerics.Tensors;
using System.Text.Json;
using AttentionFunctions.Store;

namespace AttentionFunctions.Catalogue;

/// <summary>
/// What a text was also said like, with the vectors of all its wordings. A blob is a safetensors file, version 1: <c>texts</c> U8 (a JSON array)
/// and <c>vectors</c> F32, row by row: the text itself, then its paraphrases.
/// </summary>
/// <param name="Texts">Paraphrases; none where the model gave none that could be taken.</param>
/// <param name="Space">Id of the encoder that made the vectors.</param>
/// <param name="Vectors">Unit length, one more than <paramref name="Texts"/>, end to end.</param>
internal sealed record Paraphrases(IReadOnlyList<string> Texts, string Space, ReadOnlyMemory<float> Vectors)
{
    private const string Version = "1";

    public int Dimension => Vectors.Length / (Texts.Count + 1);

    /// <summary>
    /// The direction of the sum: what the wordings have in common stays, what is due to the choice of words averages out. As ensembles of
    /// prompts do it in the space of embeddings (Radford et al. 2021, "Learning transferable visual models", section 3.1.4).
    /// </summary>
    public float[] Mean()
    {
        var mean = new float[Dimension];
        for (int start = 0; start < Vectors.Length; start += mean.Length) TensorPrimitives.Add(mean, Vectors.Span.Slice(start, mean.Length), mean);
        float length = TensorPrimitives.Norm<float>(mean);
        if (length > 0) TensorPrimitives.Divide(mean, length, mean);
        return mean;
    }

    public byte[] ToBytes()
    {
        byte[] texts = JsonSerializer.SerializeToUtf8Bytes(Texts);
        return new SafeTensorsWriter()
            .Metadata("formatVersion", Version)
            .Metadata("space", Space)
            .Add("texts", texts, texts.Length)
            .Add("vectors", Vectors.Span, Texts.Count + 1, Dimension)
            .ToBytes();
    }

    /// <exception cref="InvalidDataException">Damaged, or of a version that this program does not know.</exception>
    public static Paraphrases Parse(string name, ReadOnlyMemory<byte> content)
    {
        try
        {
            SafeTensors file = SafeTensors.Parse(content);
            if (file.Metadata.GetValueOrDefault("formatVersion") is not Version)
                throw new InvalidDataException($"It is of no version that is known here, which is {Version}; a newer program may have written it.");
            var read = new Paraphrases(
                JsonSerializer.Deserialize<string[]>(file.Bytes("texts")) ?? [], file.Metadata.GetValueOrDefault("space") ?? "", file.Floats("vectors").ToArray());
            return read.Vectors.Length % (read.Texts.Count + 1) == 0 ? read : throw new InvalidDataException("It has not one vector a text.");
        }
        catch (Exception damage) when (damage is InvalidDataException or JsonException)
        {
            throw new InvalidDataException($"{name} cannot be read. {damage.Message}", damage);
        }
    }
}
