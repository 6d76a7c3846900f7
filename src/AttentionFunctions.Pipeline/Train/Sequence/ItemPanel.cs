namespace AttentionFunctions.Train;

/// <summary>
/// The items that one step of training works with, as rows of matrices: all of them, or a sample. A sample holds every item of the batch and
/// some drawn at random; inputs, logits, gradients and updates then touch only those, so a step does not cost what the catalogue does.
/// </summary>
internal sealed class ItemPanel
{
    private readonly ItemSampler? _sampler;
    private readonly SequenceShape _shape;
    private readonly Floats _ids;
    private readonly Floats _texts;
    private readonly Floats _vectors;
    private readonly Floats _sampledTexts;
    private readonly int[] _items;
    private readonly int[] _rowOf;
    private readonly float[] _logInclusion;

    /// <param name="ids">Id embeddings, items × d.</param>
    /// <param name="texts">Items × text dimension.</param>
    /// <param name="sampler">Null for all items.</param>
    /// <param name="batchTokens">Most tokens of a batch: with a sampler, what bounds the panel.</param>
    public ItemPanel(SequenceShape shape, Floats ids, Floats texts, ItemSampler? sampler, int batchTokens)
    {
        (_shape, _ids, _texts, _sampler) = (shape, ids, texts, sampler);
        Capacity = sampler is null ? shape.Items : Math.Min(shape.Items, sampler.Draws + 2 * batchTokens);
        _vectors = sampler is null && texts.Count == 0 ? ids : new(Capacity * shape.Dimension);
        _sampledTexts = sampler is null ? texts : new(texts.Count == 0 ? 0 : Capacity * shape.TextDimension);
        _items = sampler is null ? [] : new int[Capacity];
        _rowOf = sampler is null ? [] : new int[shape.Items];
        _logInclusion = sampler is null ? [] : new float[Capacity];
        Array.Fill(_rowOf, -1);
        Rows = sampler is null ? shape.Items : 0;
    }

    public bool IsSample => _sampler is not null;

    /// <summary>Most rows.</summary>
    public int Capacity { get; }

    public int Rows { get; private set; }

    public Matrix Vectors => _vectors.Matrix(Rows, _shape.Dimension);

    /// <summary>Rows × text dimension.</summary>
    public Matrix Texts => _sampledTexts.Matrix(Rows, _shape.TextDimension);

    /// <summary>log π per row; empty when the panel holds all items.</summary>
    public ReadOnlySpan<float> LogInclusion => _logInclusion.AsSpan(0, IsSample ? Rows : 0);

    public int ItemAt(int row) => IsSample ? _items[row] : row;

    /// <summary>Draws the sample of a step, and makes the batches speak of rows instead of items.</summary>
    /// <param name="stream">Seed of this step's draws.</param>
    public void Select(IReadOnlyList<SequenceBatch> batches, ulong stream)
    {
        if (_sampler is null)
        {
            return;
        }

        for (var row = 0; row < Rows; row++)
        {
            _rowOf[_items[row]] = -1;
        }

        Rows = 0;
        var tokens = 0;
        for (var b = 0; b < batches.Count; b++)
        {
            var batch = batches[b];
            tokens += batch.Tokens;
            for (var token = 0; token < batch.Tokens; token++)
            {
                batch.Items[token] = RowFor(batch.Items[token]);
                batch.Targets[token] = batch.Targets[token] == SequenceBatch.NoTarget ? SequenceBatch.NoTarget : RowFor(batch.Targets[token]);
            }
        }

        for (var draw = 0; draw < _sampler.Draws; draw++)
        {
            RowFor(_sampler.Draw(ref stream));
        }

        for (var row = 0; row < Rows; row++)
        {
            var item = _items[row];
            _logInclusion[row] = _sampler.LogInclusion(item, tokens);
            _ids.Span.Slice(item * _shape.Dimension, _shape.Dimension).CopyTo(_vectors.Span[(row * _shape.Dimension)..]);
            if (_texts.Count > 0)
            {
                _texts.Span.Slice(item * _shape.TextDimension, _shape.TextDimension).CopyTo(_sampledTexts.Span[(row * _shape.TextDimension)..]);
            }
        }
    }

    /// <summary>Vectors = id embeddings + texts · projection, for a range of rows.</summary>
    public void Project(Kernels kernels, Matrix projection, int from, int count)
    {
        if (_texts.Count == 0)
        {
            return;
        }

        var d = _shape.Dimension;
        if (!IsSample)
        {
            _ids.Span.Slice(from * d, count * d).CopyTo(_vectors.Span.Slice(from * d, count * d));
        }

        kernels.Product(Texts.RowsFrom(from, count), projection, Vectors.RowsFrom(from, count), add: true);
    }

    private int RowFor(int item)
    {
        if (_rowOf[item] < 0)
        {
            _items[Rows] = item;
            _rowOf[item] = Rows++;
        }

        return _rowOf[item];
    }
}
