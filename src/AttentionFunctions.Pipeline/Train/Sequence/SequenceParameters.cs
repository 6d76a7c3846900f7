namespace AttentionFunctions.Train;

/// <summary>
/// Where each block of parameters lies in one flat array, so that the optimiser, the gradient check and the stored file see one vector.
/// Blocks start at multiples of <see cref="Kernels.TileColumns"/> floats. The item table, which may be far larger than all the rest, has an
/// array of its own.
/// </summary>
internal sealed class SequenceLayout
{
    private readonly List<ParameterBlock> _blocks = [];

    public SequenceLayout(SequenceShape shape)
    {
        shape.Check();
        Shape = shape;
        var (d, f) = (shape.Dimension, shape.Hidden);
        Text = Add("text", shape.TextDimension, d);
        Positions = Add("positions", shape.Length, d);
        Types = Add("types", EventFeatures.Types, d);
        Weights = Add("weights", EventFeatures.WeightBuckets, d);
        Gaps = Add("gaps", EventFeatures.GapBuckets, d);
        Layers = [.. Enumerable.Range(0, shape.Layers).Select(layer => new LayerBlocks(
            Add($"{layer}.qkv", d, 3 * d), Add($"{layer}.qkvBias", 1, 3 * d), Add($"{layer}.out", d, d), Add($"{layer}.outBias", 1, d),
            Add($"{layer}.up", d, f), Add($"{layer}.upBias", 1, f), Add($"{layer}.down", f, d), Add($"{layer}.downBias", 1, d)))];
        Gain = Add("gain", 1, d);
        Bias = Add("bias", 1, d);
    }

    public SequenceShape Shape { get; }

    public IReadOnlyList<ParameterBlock> Blocks => _blocks;

    /// <summary>Floats in all.</summary>
    public int Count { get; private set; }

    public ParameterBlock Text { get; }

    public ParameterBlock Positions { get; }

    public ParameterBlock Types { get; }

    public ParameterBlock Weights { get; }

    public ParameterBlock Gaps { get; }

    public IReadOnlyList<LayerBlocks> Layers { get; }

    public ParameterBlock Gain { get; }

    public ParameterBlock Bias { get; }

    private ParameterBlock Add(string name, int rows, int columns)
    {
        var block = new ParameterBlock(name, Count, rows, columns);
        _blocks.Add(block);
        Count = checked(Count + Kernels.RoundUp(block.Count, Kernels.TileColumns));
        return block;
    }
}

internal sealed record LayerBlocks(
    ParameterBlock Qkv, ParameterBlock QkvBias, ParameterBlock Out, ParameterBlock OutBias,
    ParameterBlock Up, ParameterBlock UpBias, ParameterBlock Down, ParameterBlock DownBias);

/// <summary>A row-major matrix within the flat array.</summary>
internal sealed record ParameterBlock(string Name, int Offset, int Rows, int Columns)
{
    public int Count => Rows * Columns;

    public Matrix Of(Floats all) => all.Matrix(Rows, Columns, Offset);

    public Span<float> SpanOf(Floats all) => all.Span.Slice(Offset, Count);
}
