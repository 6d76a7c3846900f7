using System.Numerics.Tensors;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>
/// A blend of models as one searchable table. The blend is Σₘ wₘ (sₘ − μₘ) / σₘ, with μ and σ the mean and the deviation of model m's scores
/// over all items (<see cref="BlendModel"/>). A model's score is a product of factors, a prior, or a prior that the history changes for a few
/// items (<see cref="IRetrievalModel"/>), so for all other items the blend is one inner product: factors end to end, priors as further
/// columns. μ and σ follow from the moments of the table. A request costs a scan of quantised rows instead of a pass over the catalogue for every model.
/// </summary>
internal sealed class BlendIndex
{
    private readonly MomentMatrix _moments;
    private readonly float[] _novelty;

    /// <param name="models">Of the same items, at least one.</param>
    /// <param name="counts">Interactions per item.</param>
    public BlendIndex(IReadOnlyList<(IRetrievalModel Model, float Weight)> models, ReadOnlySpan<int> counts)
    {
        Items = models[0].Model.ItemCount;
        var parts = new List<Part>();
        foreach ((IRetrievalModel model, float weight) in models)
        {
            int factors = Dimension;
            Dimension += model.Dimension;
            parts.Add(new Part(model, weight, factors, model.Priors.IsEmpty ? -1 : Priors++, Scale(model.Factors), Mean(model.Priors)));
        }

        Parts = [.. parts];
        (_novelty, NoveltyOfUnknown) = Information(counts);

        // Models of priors alone have no factors; a table has at least one column of them.
        // The floats stay with the models.
        Table = VectorTable.Build(new(Items, Math.Max(1, Dimension), Priors + 1), (item, factors, columns) =>
        {
            CopyFactors(item, factors);
            FillPriors(item, columns);
            columns[Priors] = _novelty[item];
        }, ScanKernels.Best, CopyFactors);
        _moments = MomentMatrix.Of(Items, Dimension + Priors, (item, columns) =>
        {
            CopyFactors(item, columns[..Dimension]);
            FillPriors(item, columns[Dimension..]);
        });
    }

    public int Items { get; }

    /// <summary>Length of all factors of an item, end to end.</summary>
    public int Dimension { get; }

    /// <summary>Number of models with priors.</summary>
    public int Priors { get; }

    public Part[] Parts { get; }

    /// <summary>Factors; then the priors and the novelty of every item as further columns.</summary>
    public VectorTable Table { get; }

    /// <summary>Of an item that nobody has chosen.</summary>
    public float NoveltyOfUnknown { get; }

    /// <param name="history">Newest last.</param>
    /// <param name="novelty">What a deviation of <see cref="NoveltyOf"/> adds to a score.</param>
    public BlendQuery Ask(ReadOnlyMemory<Interaction> history, float novelty = 0) => new(this, _moments, history, novelty);

    /// <summary>Self-information −log₂ of the share of all interactions that the item has, standardised over the items: mean 0, deviation 1.</summary>
    public float NoveltyOf(int item) => _novelty[item];

    /// <param name="row">Length <see cref="Dimension"/>; overwritten.</param>
    public void CopyFactors(int item, Span<float> row)
    {
        foreach (Part part in Parts)
            TensorPrimitives.Multiply(part.Model.Factors.Slice(item * part.Model.Dimension, part.Model.Dimension), part.Scale, row.Slice(part.Factors, part.Model.Dimension));
    }

    private void FillPriors(int item, Span<float> row)
    {
        foreach (Part part in Parts)
            if (part.Prior >= 0) row[part.Prior] = part.Model.Priors[item] - part.PriorMean;
    }

    /// <summary>Models differ in the length of their vectors; on one scale, a row's quantisation serves all of them.</summary>
    private static float Scale(ReadOnlySpan<float> factors)
    {
        float length = TensorPrimitives.Norm(factors);
        return length > 0 ? MathF.Sqrt(factors.Length) / length : 1;
    }

    private static float Mean(ReadOnlySpan<float> values) => values.IsEmpty ? 0 : TensorPrimitives.Sum(values) / values.Length;

    private static (float[] Items, float Unknown) Information(ReadOnlySpan<int> counts)
    {
        var bits = new float[counts.Length];
        double total = TensorPrimitives.Sum(counts) + (double)counts.Length;
        for (int i = 0; i < bits.Length; i++) bits[i] = (float)-Math.Log2((counts[i] + 1) / total);
        float mean = Mean(bits), deviation = MathF.Sqrt(Math.Max(0, TensorPrimitives.SumOfSquares<float>(bits) / bits.Length - mean * mean));
        float scale = deviation > 1e-6f ? 1 / deviation : 0;
        for (int i = 0; i < bits.Length; i++) bits[i] = (bits[i] - mean) * scale;
        return (bits, ((float)-Math.Log2(1 / total) - mean) * scale);
    }

    /// <param name="Factors">First column of its factors.</param>
    /// <param name="Prior">Its column of priors; −1 for none.</param>
    /// <param name="Scale">What its factors were multiplied with.</param>
    /// <param name="PriorMean">What was taken off its priors: they are large and close together, and floats are finest around 0.</param>
    public sealed record Part(IRetrievalModel Model, float Weight, int Factors, int Prior, float Scale, float PriorMean);
}
