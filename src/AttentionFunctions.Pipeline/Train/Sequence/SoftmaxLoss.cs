using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>
/// Cross-entropy of the softmax over a panel of items, with its gradient, fused: tokens are taken in blocks, and only a block's logits ever
/// exist. One per thread.
/// </summary>
/// <remarks>
/// With E the item vectors (n × d) and H a block of outputs (rows are tokens), G = E·Hᵀ has a column per token. With m and s the maximum and
/// the sum of exp(G − m) of a column, the loss of a token is m + log s − G[target]; its gradient by the logits is exp(G − m)/s minus one at
/// the target. G is not divided by s: the tokens' factors cost/s go into H before dE += G·H, and into dHᵀ after dHᵀ = Eᵀ·G.
/// Where the panel is a sample, item i that is in it with probability πᵢ counts for 1/πᵢ items: its logit is raised by −log πᵢ, except as the
/// target of a token, which is there for certain (log-Q correction, Bengio and Senécal 2008; Yi et al. 2019).
/// </remarks>
internal sealed class SoftmaxLoss
{
    /// <summary>Tokens at a time: the logits of a catalogue of some thousand items then stay in the second-level cache.</summary>
    private const int Block = 32;

    private readonly Kernels _kernels;
    private readonly Floats _logits, _outputs, _columns, _columnGradients;
    private readonly float[] _max = new float[Block];
    private readonly float[] _sums = new float[Block];
    private readonly float[] _targetLogits = new float[Block];
    private readonly int[] _tokens = new int[Block];
    private readonly int _d;

    /// <param name="items">Most items of a panel.</param>
    /// <param name="d">Length of the vectors.</param>
    public SoftmaxLoss(int items, int d, Kernels? kernels = null)
    {
        _kernels = kernels ?? Kernels.Best;
        _d = d;
        _logits = new(items * Block);
        (_outputs, _columns, _columnGradients) = (new(Block * d), new(d * Block), new(d * Block));
    }

    /// <summary>Σ cost·loss over the tokens with a target.</summary>
    /// <param name="items">Panel, n × d.</param>
    /// <param name="logInclusion">log π per item of the panel; empty when the panel is the whole catalogue.</param>
    /// <param name="outputs">Tokens × d.</param>
    /// <param name="batch">Targets as rows of the panel, and costs.</param>
    /// <param name="costScale">Multiplies every cost.</param>
    /// <param name="outputGradient">Tokens × d; overwritten, 0 for tokens without a target.</param>
    /// <param name="itemGradient">n × d; added to.</param>
    public double Run(
        Matrix items, ReadOnlySpan<float> logInclusion, Matrix outputs, SequenceBatch batch, float costScale, Matrix outputGradient, Matrix itemGradient)
    {
        double loss = 0;
        var count = 0;
        for (var token = 0; token < batch.Tokens; token++)
        {
            outputGradient.RowSpan(token).Clear();
            if (batch.Targets[token] == SequenceBatch.NoTarget || batch.Costs[token] <= 0)
            {
                continue;
            }

            _tokens[count++] = token;
            if (count == Block)
            {
                loss += RunBlock(items, logInclusion, outputs, batch, costScale, count, outputGradient, itemGradient);
                count = 0;
            }
        }

        return count == 0 ? loss : loss + RunBlock(items, logInclusion, outputs, batch, costScale, count, outputGradient, itemGradient);
    }

    private double RunBlock(
        Matrix items, ReadOnlySpan<float> logInclusion, Matrix outputs, SequenceBatch batch, float costScale, int count, Matrix outputGradient, Matrix itemGradient)
    {
        var (h, columns, logits) = (_outputs.Matrix(Block, _d), _columns.Matrix(_d, Block), _logits.Matrix(items.Rows, Block));
        Gather(outputs, count, h, columns);
        _kernels.Product(items, columns, logits);
        if (!logInclusion.IsEmpty)
        {
            Correct(logits, logInclusion, batch, count);
        }

        for (var lane = 0; lane < count; lane++)
        {
            _targetLogits[lane] = logits.RowSpan(batch.Targets[_tokens[lane]])[lane];
        }

        _kernels.ExponentiateColumns(logits, _max, _sums);
        double loss = 0;
        for (var lane = 0; lane < Block; lane++)
        {
            var cost = 0f;
            if (lane < count)
            {
                var token = _tokens[lane];
                cost = batch.Costs[token] * costScale;
                loss += cost * (_max[lane] + Math.Log(_sums[lane]) - _targetLogits[lane]);

                // exp/s − 1 = (exp − s)/s.
                logits.RowSpan(batch.Targets[token])[lane] -= _sums[lane];
            }

            _sums[lane] = cost / _sums[lane];
            TensorPrimitives.Multiply(h.RowSpan(lane), _sums[lane], h.RowSpan(lane));
        }

        _kernels.Product(logits, h, itemGradient, add: true);
        var columnGradients = _columnGradients.Matrix(_d, Block);
        _kernels.Product(items.Transposed, logits, columnGradients);
        Scatter(columnGradients, count, outputGradient);
        return loss;
    }

    /// <summary>Lanes without a token get zeros: a cost of 0 keeps them out of every sum.</summary>
    private void Gather(Matrix outputs, int count, Matrix h, Matrix columns)
    {
        for (var lane = 0; lane < Block; lane++)
        {
            var row = h.RowSpan(lane);
            if (lane < count)
            {
                outputs.RowSpan(_tokens[lane]).CopyTo(row);
            }
            else
            {
                row.Clear();
            }

            for (var i = 0; i < row.Length; i++)
            {
                columns.RowSpan(i)[lane] = row[i];
            }
        }
    }

    private void Scatter(Matrix columnGradients, int count, Matrix outputGradient)
    {
        for (var lane = 0; lane < count; lane++)
        {
            var row = outputGradient.RowSpan(_tokens[lane]);
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = columnGradients.RowSpan(i)[lane] * _sums[lane];
            }
        }
    }

    private void Correct(Matrix logits, ReadOnlySpan<float> logInclusion, SequenceBatch batch, int count)
    {
        for (var item = 0; item < logits.Rows; item++)
        {
            TensorPrimitives.Subtract(logits.RowSpan(item), logInclusion[item], logits.RowSpan(item));
        }

        for (var lane = 0; lane < count; lane++)
        {
            var target = batch.Targets[_tokens[lane]];
            logits.RowSpan(target)[lane] += logInclusion[target];
        }
    }
}
