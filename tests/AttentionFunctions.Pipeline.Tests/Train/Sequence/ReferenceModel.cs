namespace AttentionFunctions.Train;

/// <summary>
/// The loss of the sequence model in double precision and in the plainest loops, from the formulas in <see cref="EncoderPass"/>,
/// <see cref="CausalAttention"/> and <see cref="SoftmaxLoss"/>. Slow on purpose: it is what the kernels are held against.
/// </summary>
internal sealed class ReferenceModel(SequenceLayout layout, float[] texts, DropoutMasks? dropout)
{
    private readonly SequenceShape _shape = layout.Shape;

    /// <summary>Mean loss per unit of cost.</summary>
    /// <param name="items">Id embeddings.</param>
    /// <param name="logInclusion">log π per item; null for the whole catalogue.</param>
    public double Loss(double[] items, double[] body, SequenceBatch batch, ulong stream, double[]? logInclusion = null)
    {
        var vectors = Vectors(items, body);
        var outputs = Outputs(vectors, body, batch, stream);
        double loss = 0, cost = 0;
        for (var token = 0; token < batch.Tokens; token++)
        {
            var target = batch.Targets[token];
            if (target == SequenceBatch.NoTarget)
            {
                continue;
            }

            double sum = 0, chosen = 0;
            for (var item = 0; item < _shape.Items; item++)
            {
                var logit = logInclusion is null || item == target ? 0 : -logInclusion[item];
                for (var i = 0; i < _shape.Dimension; i++)
                {
                    logit += vectors[item, i] * outputs[token, i];
                }

                sum += Math.Exp(logit);
                chosen = item == target ? logit : chosen;
            }

            loss += batch.Costs[token] * (Math.Log(sum) - chosen);
            cost += batch.Costs[token];
        }

        return loss / cost;
    }

    /// <summary>e = id + T·W.</summary>
    public double[,] Vectors(double[] items, double[] body)
    {
        var vectors = new double[_shape.Items, _shape.Dimension];
        for (var item = 0; item < _shape.Items; item++)
        {
            for (var i = 0; i < _shape.Dimension; i++)
            {
                vectors[item, i] = items[item * _shape.Dimension + i];
                for (var t = 0; t < _shape.TextDimension; t++)
                {
                    vectors[item, i] += texts[item * _shape.TextDimension + t] * body[layout.Text.Offset + t * _shape.Dimension + i];
                }
            }
        }

        return vectors;
    }

    public double[,] Outputs(double[,] vectors, double[] body, SequenceBatch batch, ulong stream)
    {
        var d = _shape.Dimension;
        var x = new double[batch.Tokens, d];
        for (var token = 0; token < batch.Tokens; token++)
        {
            var features = batch.Features[token];
            for (var i = 0; i < d; i++)
            {
                x[token, i] = Math.Sqrt(d) * vectors[batch.Items[token], i]
                    + body[layout.Positions.Offset + batch.Positions[token] * d + i] + body[layout.Types.Offset + features.Type * d + i]
                    + body[layout.Weights.Offset + features.Weight * d + i] + body[layout.Gaps.Offset + features.Gap * d + i];
            }
        }

        x = Drop(x, ref stream);
        foreach (var layer in layout.Layers)
        {
            var attended = Attend(Linear(Normalise(x), layer.Qkv, layer.QkvBias, body), batch.Starts);
            x = Add(x, Drop(Linear(attended, layer.Out, layer.OutBias, body), ref stream));
            var raised = Linear(Normalise(x), layer.Up, layer.UpBias, body);
            x = Add(x, Drop(Linear(Map(raised, (v, _) => Math.Max(0, v)), layer.Down, layer.DownBias, body), ref stream));
        }

        return Map(Normalise(x), (v, i) => v * body[layout.Gain.Offset + i] + body[layout.Bias.Offset + i]);
    }

    private double[,] Attend(double[,] qkv, List<int> starts)
    {
        var (d, width) = (_shape.Dimension, _shape.HeadDimension);
        var o = new double[qkv.GetLength(0), d];
        for (var s = 0; s + 1 < starts.Count; s++)
        {
            for (var head = 0; head < _shape.Heads; head++)
            {
                for (var i = starts[s]; i < starts[s + 1]; i++)
                {
                    var weights = new double[i - starts[s] + 1];
                    double sum = 0;
                    for (var j = 0; j < weights.Length; j++)
                    {
                        double score = 0;
                        for (var c = head * width; c < (head + 1) * width; c++)
                        {
                            score += qkv[i, c] * qkv[starts[s] + j, d + c];
                        }

                        sum += weights[j] = Math.Exp(score / Math.Sqrt(width));
                    }

                    for (var j = 0; j < weights.Length; j++)
                    {
                        for (var c = head * width; c < (head + 1) * width; c++)
                        {
                            o[i, c] += weights[j] / sum * qkv[starts[s] + j, 2 * d + c];
                        }
                    }
                }
            }
        }

        return o;
    }

    private static double[,] Normalise(double[,] x)
    {
        var y = new double[x.GetLength(0), x.GetLength(1)];
        for (var row = 0; row < x.GetLength(0); row++)
        {
            double mean = 0, variance = 0;
            for (var i = 0; i < x.GetLength(1); i++)
            {
                mean += x[row, i] / x.GetLength(1);
            }

            for (var i = 0; i < x.GetLength(1); i++)
            {
                variance += (x[row, i] - mean) * (x[row, i] - mean) / x.GetLength(1);
            }

            for (var i = 0; i < x.GetLength(1); i++)
            {
                y[row, i] = (x[row, i] - mean) / Math.Sqrt(variance + 1e-5);
            }
        }

        return y;
    }

    private static double[,] Linear(double[,] x, ParameterBlock weight, ParameterBlock bias, double[] body)
    {
        var y = new double[x.GetLength(0), weight.Columns];
        for (var row = 0; row < x.GetLength(0); row++)
        {
            for (var column = 0; column < weight.Columns; column++)
            {
                var sum = body[bias.Offset + column];
                for (var i = 0; i < weight.Rows; i++)
                {
                    sum += x[row, i] * body[weight.Offset + i * weight.Columns + column];
                }

                y[row, column] = sum;
            }
        }

        return y;
    }

    private double[,] Drop(double[,] x, ref ulong stream)
    {
        if (dropout is null)
        {
            return x;
        }

        var mask = dropout.From(DropoutMasks.NextStart(ref stream), x.Length).ToArray();
        var at = 0;
        return Map(x, (v, _) => v * mask[at++]);
    }

    private static double[,] Add(double[,] a, double[,] b)
    {
        var row = 0;
        return Map(a, (v, i) => v + b[i == a.GetLength(1) - 1 ? row++ : row, i]);
    }

    /// <summary>Row by row; the function gets the value and its column.</summary>
    private static double[,] Map(double[,] x, Func<double, int, double> f)
    {
        var y = new double[x.GetLength(0), x.GetLength(1)];
        for (var row = 0; row < x.GetLength(0); row++)
        {
            for (var i = 0; i < x.GetLength(1); i++)
            {
                y[row, i] = f(x[row, i], i);
            }
        }

        return y;
    }
}
