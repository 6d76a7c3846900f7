namespace AttentionFunctions.Train;

/// <summary>
/// The parameters: the item table (items × d) and everything else in one array as the layout says; and the linear layers' matrices transposed
/// beside them, for the way back.
/// </summary>
internal sealed class SequenceWeights
{
    /// <summary>Deviation of what is looked up.</summary>
    private const float LookedUp = 0.02f;

    private readonly Dictionary<ParameterBlock, Floats> _transposed = [];

    public SequenceWeights(SequenceLayout layout, Floats items, Floats body)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(items.Count, layout.Shape.Items * layout.Shape.Dimension);
        ArgumentOutOfRangeException.ThrowIfNotEqual(body.Count, layout.Count);
        (Layout, Items, Body) = (layout, items, body);
        foreach (var layer in layout.Layers)
        {
            foreach (var block in (ParameterBlock[])[layer.Qkv, layer.Out, layer.Up, layer.Down])
            {
                _transposed.Add(block, new(block.Count));
            }
        }
    }

    public SequenceLayout Layout { get; }

    /// <summary>Id embeddings; an item's vector is its id embedding and the projection of its text.</summary>
    public Floats Items { get; }

    public Floats Body { get; }

    public Matrix TransposeOf(ParameterBlock block) => _transposed[block].Matrix(block.Columns, block.Rows);

    /// <summary>To be called whenever the values have changed and a backward pass follows.</summary>
    public void Transpose()
    {
        foreach (var (block, transposed) in _transposed)
        {
            Span<float> from = block.SpanOf(Body), to = transposed.Span;
            for (var row = 0; row < block.Rows; row++)
            {
                for (var column = 0; column < block.Columns; column++)
                {
                    to[column * block.Rows + row] = from[row * block.Columns + column];
                }
            }
        }
    }

    /// <summary>
    /// Vectors of normal noise with deviation 0.02 for what is looked up (scaled by √d at the input, so that an event starts out about as long
    /// as after normalisation), 1/√inputs for linear layers, the ends of the residual branches smaller the more there are.
    /// </summary>
    public static SequenceWeights Initial(SequenceLayout layout, int seed)
    {
        var (items, body) = (new Floats(layout.Shape.Items * layout.Shape.Dimension), new Floats(layout.Count));
        var random = new Random(seed);
        var branches = MathF.Sqrt(2 * layout.Shape.Layers);
        Fill(items.Span, LookedUp);
        foreach (var block in (ParameterBlock[])[layout.Text, layout.Positions, layout.Types, layout.Weights, layout.Gaps])
        {
            Fill(block.SpanOf(body), LookedUp);
        }

        foreach (var layer in layout.Layers)
        {
            Fill(layer.Qkv.SpanOf(body), 1 / MathF.Sqrt(layer.Qkv.Rows));
            Fill(layer.Out.SpanOf(body), 1 / MathF.Sqrt(layer.Out.Rows) / branches);
            Fill(layer.Up.SpanOf(body), 1 / MathF.Sqrt(layer.Up.Rows));
            Fill(layer.Down.SpanOf(body), 1 / MathF.Sqrt(layer.Down.Rows) / branches);
        }

        layout.Gain.SpanOf(body).Fill(1);
        return new(layout, items, body);

        void Fill(Span<float> block, float deviation)
        {
            foreach (ref var value in block)
            {
                value = deviation * (float)Normal(random);
            }
        }
    }

    public SequenceWeights Copy() => new(Layout, new(Items.Span), new(Body.Span));

    /// <summary>Box and Muller 1958; 1 − u is never 0.</summary>
    internal static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
