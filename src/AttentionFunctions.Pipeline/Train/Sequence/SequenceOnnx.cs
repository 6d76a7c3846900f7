using AttentionFunctions.Embed;
using ElementType = AttentionFunctions.Embed.Onnx.TensorProto.Types.DataType;

namespace AttentionFunctions.Train;

/// <summary>
/// The encoder as an ONNX graph, for serving outside this process. Inputs, for one user, oldest event first: <c>items</c>, <c>types</c>,
/// <c>weights</c>, <c>gaps</c>, <c>positions</c> (I64, events); output <c>user</c> (F32, 1 × d). An item's score is the product of its vector,
/// <c>sequence.vectors</c> of the version's file, with <c>user</c>. Only the newest event has an answer, so the last block computes its query
/// for that one alone.
/// </summary>
internal static class SequenceOnnx
{
    private const float NormEpsilon = 1e-5f;

    public static byte[] Build(SequenceModel model)
    {
        var (layout, body) = (model.Layout, model.Body);
        var (shape, d) = (layout.Shape, layout.Shape.Dimension);
        var graph = new OnnxGraph("sequence-encoder");
        var x = Sum(
            graph.Node("Mul", [Rows(graph.Floats(model.ItemVectors, shape.Items, d), "items"), graph.Floats([MathF.Sqrt(d)], 1)]),
            Rows(Block(layout.Positions), "positions"), Rows(Block(layout.Types), "types"), Rows(Block(layout.Weights), "weights"), Rows(Block(layout.Gaps), "gaps"));
        for (var i = 0; i < shape.Layers; i++)
        {
            var (layer, isLast) = (layout.Layers[i], i == shape.Layers - 1);
            var normal = Normalise(x);
            x = isLast ? Newest(x) : x;
            x = Sum(x, Linear(Attend(layer, normal, isLast), layer.Out, layer.OutBias));
            var raised = graph.Node("Relu", [Linear(Normalise(x), layer.Up, layer.UpBias)]);
            x = Sum(x, Linear(raised, layer.Down, layer.DownBias));
        }

        graph.Output("user", Sum(graph.Node("Mul", [Normalise(x), Block(layout.Gain)]), Block(layout.Bias)), 1, d);
        return graph.ToBytes();

        string Block(ParameterBlock block) => graph.Floats(block.SpanOf(body), block.Rows, block.Columns);

        string Rows(string table, string input) => graph.Node("Gather", [table, graph.Input(input, ElementType.Int64, "events")], ("axis", 0));

        string Sum(params string[] parts) => parts.Aggregate((a, b) => graph.Node("Add", [a, b]));

        string Linear(string input, ParameterBlock weight, ParameterBlock bias) => Sum(graph.Node("MatMul", [input, Block(weight)]), Block(bias));

        string Newest(string value) => graph.Node("Slice", [value, graph.Longs(-1), graph.Longs(int.MaxValue), graph.Longs(0)]);

        string Normalise(string value) =>
            graph.Node("LayerNormalization", [value, graph.Floats(Ones(d), d)], ("axis", -1), ("epsilon", NormEpsilon));

        // Columns of head h of the query, key and value parts, which lie beside each other.
        string Part(string qkv, int part, int head) => graph.Node("Slice",
            [qkv, graph.Longs(part * d + head * shape.HeadDimension), graph.Longs(part * d + (head + 1) * shape.HeadDimension), graph.Longs(1)]);

        string Attend(LayerBlocks layer, string normal, bool newestOnly)
        {
            var qkv = Linear(normal, layer.Qkv, layer.QkvBias);
            var mask = newestOnly ? null : CausalMask(normal);
            var heads = Enumerable.Range(0, shape.Heads).Select(head =>
            {
                var query = Part(newestOnly ? Newest(qkv) : qkv, 0, head);
                var scores = graph.Node("Mul",
                    [graph.Node("MatMul", [query, graph.Node("Transpose", [Part(qkv, 1, head)])]), graph.Floats([1 / MathF.Sqrt(shape.HeadDimension)], 1)]);
                var weights = graph.Node("Softmax", [mask is null ? scores : Sum(scores, mask)], ("axis", -1));
                return graph.Node("MatMul", [weights, Part(qkv, 2, head)]);
            });
            return graph.Node("Concat", [.. heads], ("axis", 1));
        }

        // −10⁹ above the diagonal of an events × events matrix.
        string CausalMask(string normal)
        {
            var events = graph.Node("Shape", [normal], ("start", 0), ("end", 1));
            var size = graph.Node("Concat", [events, events], ("axis", 0));
            var full = graph.Node("Expand", [graph.Floats([-1e9f], 1, 1), size]);
            return graph.Node("Trilu", [full, graph.Longs(1)], ("upper", 1));
        }
    }

    private static float[] Ones(int count)
    {
        var ones = new float[count];
        Array.Fill(ones, 1);
        return ones;
    }
}
