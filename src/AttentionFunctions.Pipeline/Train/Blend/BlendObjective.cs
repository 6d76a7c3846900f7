using System.Buffers;
using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>
/// How well weights w rank the targets, as a smooth function. With p = softmax(w·s) over a case's candidates and t its target, it is the mean of p_t^q / q,
/// the generalised cross entropy of Zhang and Sabuncu (2018) with its sign turned and without its constant; log p_t for q = 0. Like NDCG, and unlike the likelihood, it does not let
/// the cases decide whose target no weights bring to the top; unlike NDCG it has no steps, which weights would be fitted to.
/// </summary>
/// <remarks>
/// e^{qu} / q is convex in u = log p_t, so it lies above its tangent: raising Σ f·log p_t with f = p_t^q fixed raises it too. That sum is concave in w, its gradient is
/// Σ f·(s_t − E_p s) and its curvature −Σ f·Cov_p(s), so weights are found by reweighted Newton steps.
/// </remarks>
internal sealed class BlendObjective(BlendCandidates candidates, double focus)
{
    /// <summary>Cases summed together: sums must not depend on how many threads there are.</summary>
    private const int Chunk = 256;

    /// <returns>The value, and gradient and curvature (with its sign turned, so positive semidefinite) of the concave sum that touches it at <paramref name="weights"/>.</returns>
    public Quadratic At(double[] weights, CancellationToken cancel)
    {
        var chunks = new Quadratic[(candidates.Count + Chunk - 1) / Chunk];
        Parallel.For(0, chunks.Length, new() { CancellationToken = cancel }, chunk =>
        {
            var sum = chunks[chunk] = new(candidates.Models);
            for (var i = chunk * Chunk; i < Math.Min(candidates.Count, (chunk + 1) * Chunk); i++)
            {
                Add(candidates[i], weights, sum);
            }
        });
        var mean = new Quadratic(candidates.Models);
        foreach (var chunk in chunks)
        {
            mean.Add(chunk, 1d / candidates.Count);
        }

        return mean;
    }

    private void Add(ReadOnlySpan<float> scores, double[] weights, Quadratic sum)
    {
        var models = weights.Length;
        var items = scores.Length / models;
        var rented = ArrayPool<float>.Shared.Rent(2 * items);
        Span<float> chances = rented.AsSpan(0, items), weighed = rented.AsSpan(items, items);
        chances.Clear();
        for (var m = 0; m < models; m++)
        {
            TensorPrimitives.MultiplyAdd(scores.Slice(m * items, items), (float)weights[m], chances, chances);
        }

        TensorPrimitives.Subtract(chances, TensorPrimitives.Max<float>(chances), chances);
        TensorPrimitives.Exp(chances, chances);
        TensorPrimitives.Divide(chances, TensorPrimitives.Sum<float>(chances), chances);
        var target = Math.Max(chances[0], float.Epsilon);
        var share = Math.Pow(target, focus);
        sum.Value += focus == 0 ? Math.Log(target) : share / focus;
        Span<double> means = stackalloc double[models];
        for (var m = 0; m < models; m++)
        {
            var row = scores.Slice(m * items, items);
            means[m] = TensorPrimitives.Dot(chances, row);
            sum.Gradient[m] += share * (row[0] - means[m]);
            TensorPrimitives.Multiply(chances, row, weighed);
            for (var n = 0; n <= m; n++)
            {
                var covariance = TensorPrimitives.Dot(weighed, scores.Slice(n * items, items)) - means[m] * means[n];
                sum.Curvature[m, n] += share * covariance;
                sum.Curvature[n, m] = sum.Curvature[m, n];
            }
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    /// <param name="models">Number of weights.</param>
    internal sealed class Quadratic(int models)
    {
        public double Value { get; set; }

        public double[] Gradient { get; } = new double[models];

        public double[,] Curvature { get; } = new double[models, models];

        public void Add(Quadratic other, double factor)
        {
            Value += factor * other.Value;
            for (var m = 0; m < Gradient.Length; m++)
            {
                Gradient[m] += factor * other.Gradient[m];
                for (var n = 0; n < Gradient.Length; n++)
                {
                    Curvature[m, n] += factor * other.Curvature[m, n];
                }
            }
        }

        /// <summary>Maximises gradient·d − d·curvature·d / 2 over weights + d that are not negative, coordinate by coordinate.</summary>
        public double[] Step(double[] weights)
        {
            var next = weights.ToArray();
            for (var sweep = 0; sweep < 100; sweep++)
            {
                for (var m = 0; m < next.Length; m++)
                {
                    var slope = Gradient[m];
                    for (var n = 0; n < next.Length; n++)
                    {
                        slope -= Curvature[m, n] * (next[n] - weights[n]);
                    }

                    // A model that scores all items alike has no curvature, and no say.
                    next[m] = Curvature[m, m] > 1e-9 ? Math.Max(0, next[m] + slope / Curvature[m, m]) : 0;
                }
            }

            return next;
        }
    }
}
