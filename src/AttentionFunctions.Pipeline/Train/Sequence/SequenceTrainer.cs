namespace AttentionFunctions.Train;

/// <summary>Runs the epochs of one training.</summary>
internal sealed class SequenceTrainer : IDisposable
{
    /// <summary>Parts a batch is cut into at most: more would only cost memory on machines of few cores.</summary>
    private const int MostParts = 4;

    /// <summary>Fewer tokens are not worth a part of their own.</summary>
    private const int TokensPerPart = 256;

    private readonly SequenceExamples _examples;
    private readonly SequenceOptions _options;
    private readonly SequenceStep _step;
    private readonly SequenceBatch[] _batches;
    private readonly SequenceScale _scale;
    private readonly int _seed;

    public SequenceTrainer(SequenceSet set, Floats texts, int textDimension, SequenceOptions options, int seed)
    {
        _scale = SequenceScale.Of(set);
        _examples = SequenceExamples.Of(set, _scale);
        (_options, _seed) = (options, seed);
        var shape = new SequenceShape(set.ItemIds.Length, textDimension, options.Dimension, options.Layers, options.Heads, options.Hidden, options.Length);
        var layout = new SequenceLayout(shape);
        var capacity = options.BatchSequences * options.Length / 2 + options.Length;
        var weights = SequenceWeights.Initial(layout, seed);
        _step = new(weights, texts, MostParts, capacity, options, seed);
        _batches = [.. Enumerable.Range(0, MostParts).Select(_ => new SequenceBatch(capacity))];
    }

    public SequenceStep Step => _step;

    /// <summary>One pass over the windows of an epoch. Returns the mean loss.</summary>
    /// <param name="epoch">From 0.</param>
    public double Epoch(int epoch, CancellationToken cancel = default)
    {
        var random = new Random(HashCode.Combine(_seed, epoch) & 0); 
        random = new Random(unchecked(_seed * 1_000_003 + epoch));
        var windows = _examples.Windows(_options.Length, _options.AllWindows, random);
        var steps = (windows.Count + _options.BatchSequences - 1) / _options.BatchSequences;
        double loss = 0;
        for (var i = 0; i < steps; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var from = i * _options.BatchSequences;
            var parts = Fill(windows, from, Math.Min(windows.Count, from + _options.BatchSequences));
            loss += _step.Gradient(parts, (ulong)random.NextInt64());
            _step.Update(Rate((double)epoch * steps + i, (double)_options.Epochs * steps));
        }

        return loss / steps;
    }

    public SequenceModel Model()
    {
        var vectors = _step.ItemVectors();
        unsafe
        {
            var items = new Floats(new ReadOnlySpan<float>(vectors.Start, vectors.Rows * vectors.Columns));
            var values = new SequenceWeights(_step.Weights.Layout, items, new Floats(_step.Weights.Values.Span));
            return new(values, items, _scale);
        }
    }

    public void Dispose() => _step.Dispose();

    private double Rate(double at, double total)
    {
        var warm = Math.Min(1, (at + 1) / Math.Max(1, _options.WarmUpSteps));
        return _options.LearningRate * warm * (1 - at / total);
    }

    private ArraySegment<SequenceBatch> Fill(List<Window> windows, int from, int to)
    {
        var tokens = 0;
        for (var i = from; i < to; i++)
        {
            tokens += windows[i].Count;
        }

        var parts = Math.Clamp(tokens / TokensPerPart, 1, MostParts);
        var part = 0;
        _batches[0].Clear();
        for (var i = from; i < to; i++)
        {
            if (_batches[part].Tokens >= (tokens + parts - 1) / parts && part + 1 < parts)
            {
                _batches[++part].Clear();
            }

            _examples.AddTo(_batches[part], windows[i], _options.Length);
        }

        return new(_batches, 0, part + 1);
    }
}
