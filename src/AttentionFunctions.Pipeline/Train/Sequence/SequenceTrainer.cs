namespace AttentionFunctions.Train;

/// <summary>Runs the epochs of one training.</summary>
internal sealed class SequenceTrainer : IDisposable
{
    /// <summary>Parts a batch is cut into at most: more would only cost memory on machines of few cores.</summary>
    internal const int MostParts = 4;

    /// <summary>Fewer tokens are not worth a part of their own.</summary>
    private const int TokensPerPart = 256;

    private readonly SequenceExamples _examples;
    private readonly SequenceStep _step;
    private readonly SequenceBatch[] _batches;
    private readonly EpochTexts _texts;
    private readonly SequenceScale _scale;
    private readonly string _textSpace;
    private readonly int _seed;

    /// <param name="start">Weights to go on from; null for new ones.</param>
    /// <param name="threads">0 for one per core.</param>
    public SequenceTrainer(SequenceSet set, SequencePlan plan, int seed, SequenceWeights? start = null, int threads = 0)
    {
        (Plan, _seed, _textSpace) = (plan, seed, set.Texts.Space);
        _scale = SequenceScale.Of(set);
        _examples = SequenceExamples.Of(set, _scale);
        _texts = new(set, plan.Texts, seed);
        var capacity = Math.Max(2 * TokensPerPart, plan.BatchSequences * plan.Length / MostParts + 1) + plan.Length;
        var sampler = plan.SampledItems == 0 ? null : new ItemSampler(_examples.Counts(set.ItemIds.Length), plan.SampledItems);
        var weights = start ?? SequenceWeights.Initial(new(ShapeOf(set, plan)), seed);
        _step = new(weights, _texts.Vectors, sampler, MostParts, capacity, plan, seed, threads == 0 ? Environment.ProcessorCount : threads);
        _batches = [.. Enumerable.Range(0, MostParts).Select(_ => new SequenceBatch(capacity))];
    }

    public SequencePlan Plan { get; }

    public SequenceStep Step => _step;

    public static SequenceShape ShapeOf(SequenceSet set, SequencePlan plan) => new(
        set.ItemIds.Length, plan.Texts ? set.Texts.Dimension : 0, plan.Dimension, plan.Layers, plan.Heads, plan.Hidden, plan.Length);

    /// <summary>One pass over the windows of an epoch. Returns the mean loss, in nats.</summary>
    /// <param name="epoch">From 0; what is drawn depends on it and the seed alone, so that a resumed training goes on as it would have.</param>
    public double Epoch(int epoch, CancellationToken cancel = default)
    {
        var random = new Random(unchecked(_seed * 1_000_003 + epoch));
        var windows = _examples.Windows(Plan.Length, random);
        var steps = (windows.Count + Plan.BatchSequences - 1) / Plan.BatchSequences;
        double loss = 0;
        _texts.Show(epoch);
        for (var i = 0; i < steps; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var from = i * Plan.BatchSequences;
            var parts = Fill(windows, from, Math.Min(windows.Count, from + Plan.BatchSequences));
            loss += _step.Gradient(parts, (ulong)random.NextInt64());
            _step.Update(Rate((double)epoch * steps + i, (double)Plan.Epochs * steps));
        }

        _texts.ShowServed();
        return loss / Math.Max(1, steps);
    }

    /// <summary>What the weights say now; not changed by further epochs.</summary>
    public SequenceModel Model() => SequenceModel.Of(_step.Weights, _texts.Vectors, _scale, _textSpace);

    public void Dispose() => _step.Dispose();

    private double Rate(double at, double total) =>
        Plan.LearningRate * Math.Min(1, (_step.Steps + 1.0) / Plan.WarmUpSteps) * (1 - at / total);

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

            _examples.AddTo(_batches[part], windows[i], Plan.Length);
        }

        return new(_batches, 0, part + 1);
    }
}
