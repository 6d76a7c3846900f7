using ElementType = AttentionFunctions.Embed.Onnx.TensorProto.Types.DataType;

namespace AttentionFunctions.Embed;

/// <summary>
/// Writes the lexical encoder's ONNX file: hashed features in, one unit vector per text out. The embedded <c>lexical-v1.onnx</c> is
/// <see cref="Build"/> with <see cref="DefaultSeed"/>, bit for bit.
/// </summary>
/// <remarks>
/// Each bucket has a row of random signs, so two different rows are nearly orthogonal: the cosine of two texts estimates the cosine of
/// their weighted feature sets with a standard error of about √(1/<see cref="Dimension"/> + 1/<see cref="Buckets"/>)
/// (Achlioptas 2003; Weinberger et al. 2009).
/// </remarks>
public static class LexicalModelBuilder
{
    public const ulong DefaultSeed = 20261124;

    internal const int Buckets = 3072;
    internal const int Dimension = 384;
    internal const string BucketsInput = "buckets";
    internal const string WeightsInput = "weights";
    internal const string VectorsOutput = "vectors";

    private const float SmallestNorm = 1e-12f;

    /// <summary>The model's bytes; the same seed gives the same bytes everywhere.</summary>
    public static byte[] Build(ulong seed = DefaultSeed)
    {
        var graph = new OnnxGraph("lexical-encoder");
        var buckets = graph.Input(BucketsInput, ElementType.Int64, "texts", "features");
        var weights = graph.Input(WeightsInput, ElementType.Float, "texts", "features");

        var rows = graph.Node("Gather", [graph.Int8(SignTable(seed), Buckets, Dimension), buckets], ("axis", 0));
        var table = graph.Node("Cast", [rows], ("to", (int)ElementType.Float));
        var sums = graph.Node("MatMul", [graph.Node("Unsqueeze", [weights, graph.Longs(1)]), table]);
        var flat = graph.Node("Squeeze", [sums, graph.Longs(1)]);

        // The norm of no features is 0: divided by something greater, the zero vector stays zero.
        var norm = graph.Node("ReduceL2", [flat, graph.Longs(1)], ("keepdims", 1));
        var divisor = graph.Node("Max", [norm, graph.Floats([SmallestNorm], 1)]);
        graph.Output(VectorsOutput, graph.Node("Div", [flat, divisor]), "texts", Dimension);
        return graph.ToBytes();
    }

    private static sbyte[] SignTable(ulong seed)
    {
        var table = new sbyte[Buckets * Dimension];
        for (var i = 0; i < table.Length; i += 64)
        {
            var bits = SplitMix.Next(ref seed);
            for (var bit = 0; bit < 64; bit++) table[i + bit] = (bits >> bit & 1) == 0 ? (sbyte)-1 : (sbyte)1;
        }
        return table;
    }
}
