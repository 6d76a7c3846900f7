using System.Numerics.Tensors;
using ElementType = AttentionFunctions.Embed.Onnx.TensorProto.Types.DataType;

namespace AttentionFunctions.Embed;

/// <summary>
/// A model of BERT's shape, small enough to compute by hand: word and position vectors, a masked mean of all tokens added to each, a linear
/// layer, tanh.
/// </summary>
internal static class TinyTransformer
{
    public const int Dimension = 4;
    public const int Words = 64;
    public const int Positions = 16;

    private static readonly float[] WordTable = Numbers(Words * Dimension, 1);
    private static readonly float[] PositionTable = Numbers(Positions * Dimension, 2);
    private static readonly float[] Weights = Numbers(Dimension * Dimension, 3);

    public static byte[] Build(bool withTypes = true, string output = "last_hidden_state")
    {
        var graph = new OnnxGraph("tiny");
        var ids = graph.Input("input_ids", ElementType.Int64, "texts", "tokens");
        var mask = graph.Input("attention_mask", ElementType.Int64, "texts", "tokens");
        if (withTypes) graph.Input("token_type_ids", ElementType.Int64, "texts", "tokens");

        var width = graph.Node("Gather", [graph.Node("Shape", [ids]), graph.Longs(1)], ("axis", 0));
        var places = graph.Node("Slice", [graph.Floats(PositionTable, Positions, Dimension), graph.Longs(0), width, graph.Longs(0)]);
        var words = graph.Node("Gather", [graph.Floats(WordTable, Words, Dimension), ids], ("axis", 0));
        var embedded = graph.Node("Add", [words, places]);

        var weights = graph.Node("Unsqueeze", [graph.Node("Cast", [mask], ("to", (int)ElementType.Float)), graph.Longs(2)]);
        var sum = graph.Node("ReduceSum", [graph.Node("Mul", [embedded, weights]), graph.Longs(1)], ("keepdims", 1));
        var mean = graph.Node("Div", [sum, graph.Node("ReduceSum", [weights, graph.Longs(1)], ("keepdims", 1))]);
        var mixed = graph.Node("Add", [embedded, mean]);
        var linear = graph.Node("MatMul", [mixed, graph.Floats(Weights, Dimension, Dimension)]);
        var tokens = graph.Node("Tanh", [linear]);
        if (output == "sentence_embedding")
        {
            var total = graph.Node("ReduceSum", [graph.Node("Mul", [tokens, weights]), graph.Longs(1)], ("keepdims", 0));
            graph.Output(output, total, "texts", Dimension);
        }
        else
        {
            graph.Output(output, tokens, "texts", "tokens", Dimension);
        }

        return graph.ToBytes();
    }

    /// <summary>The normalised mean of the tokens' vectors, or the first token's vector.</summary>
    public static float[] Expected(int[] ids, bool first = false)
    {
        var embedded = ids.Select((id, i) => Enumerable.Range(0, Dimension)
            .Select(d => WordTable[id * Dimension + d] + PositionTable[i * Dimension + d]).ToArray()).ToArray();
        var mean = Enumerable.Range(0, Dimension).Select(d => embedded.Average(token => token[d])).ToArray();
        var hidden = embedded.Select(token => Enumerable.Range(0, Dimension).Select(column => MathF.Tanh(
            Enumerable.Range(0, Dimension).Sum(d => (token[d] + mean[d]) * Weights[d * Dimension + column]))).ToArray()).ToArray();
        var pooled = first ? hidden[0] : [.. Enumerable.Range(0, Dimension).Select(d => hidden.Average(token => token[d]))];
        var norm = TensorPrimitives.Norm<float>(pooled);
        return [.. pooled.Select(value => value / norm)];
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }
}
