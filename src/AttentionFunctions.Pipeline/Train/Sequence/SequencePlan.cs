namespace AttentionFunctions.Train;

/// <summary>How one sequence model is trained; stored in the manifest. The same plan, data and seed give the same weights, bit for bit.</summary>
public sealed record SequencePlan
{
    /// <summary>d.</summary>
    public required int Dimension { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    /// <summary>Width of the feed-forward part.</summary>
    public required int Hidden { get; init; }

    /// <summary>Newest events that are read.</summary>
    public required int Length { get; init; }

    public required int Epochs { get; init; }

    /// <summary>Sequences a step.</summary>
    public required int BatchSequences { get; init; }

    /// <summary>Share of activations that dropout takes.</summary>
    public required double Dropout { get; init; }

    /// <summary>Items drawn a step for the softmax; 0 for the softmax over all.</summary>
    public required int SampledItems { get; init; }

    /// <summary>Whether item vectors have a part from their texts.</summary>
    public required bool Texts { get; init; }

    /// <summary>Largest learning rate, reached after <see cref="WarmUpSteps"/>; from there it falls in a line to 0.</summary>
    public double LearningRate { get; init; } = 0.002;

    public int WarmUpSteps { get; init; } = 200;

    /// <summary>λ of AdamW.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Longest gradient.</summary>
    public double ClipNorm { get; init; } = 5;

    /// <summary>Floating-point operations that a core does in a minute, see <see cref="SequenceOptions.CoreMinutes"/>; two per multiply–add.</summary>
    private const double OperationsPerCoreMinute = 80e9 * 60;

    private const int MostEpochs = 60;

    /// <summary>With fewer a model has hardly left its start; then the softmax is sampled, and in the end there is no sequence model.</summary>
    private const int LeastEpochs = 8;

    private const int SampledDraws = 4096;

    /// <summary>Null when the budget does not suffice for any.</summary>
    /// <param name="set">What will be learnt.</param>
    public static SequencePlan? For(SequenceSet set, SequenceOptions options)
    {
        OptionRanges.Check(options);
        long inputs = set.Users.Sum(user => (long)user.Interactions.Length - 1);
        if (inputs < 1 || options.CoreMinutes == 0)
        {
            return null;
        }

        var length = LengthFor(set);
        var eventsPerItem = (double)set.InteractionCount / set.ItemIds.Length;
        var windows = set.Users.Sum(user => (user.Interactions.Length - 1 + length - 1) / length);
        var plan = new SequencePlan
        {
            Dimension = 64,
            Layers = 2,
            Heads = 2,
            Hidden = 128,
            Length = length,
            Epochs = MostEpochs,
            BatchSequences = (int)Math.Clamp(1024.0 * windows / inputs, 64, 256),

            // The less is known of each item, the sooner the model knows it by heart.
            Dropout = eventsPerItem < 30 ? 0.4 : eventsPerItem < 100 ? 0.3 : 0.2,
            SampledItems = 0,
            Texts = set.Texts.Dimension > 0,
        };
        return Affordable(plan, set, inputs, options) ?? Affordable(plan with { SampledItems = SampledDraws }, set, inputs, options);
    }

    /// <summary>Long enough for nine events of ten to be among the newest of their user.</summary>
    private static int LengthFor(SequenceSet set)
    {
        double all = set.InteractionCount;
        return ((int[])[50, 100]).FirstOrDefault(length => set.Users.Sum(user => Math.Min(length, user.Interactions.Length)) >= 0.9 * all, 200);
    }

    private static SequencePlan? Affordable(SequencePlan plan, SequenceSet set, long inputs, SequenceOptions options)
    {
        var (items, text) = (set.ItemIds.Length, plan.Texts ? set.Texts.Dimension : 0);
        var rows = plan.SampledItems == 0 ? items : Math.Min(items, plan.SampledItems + 2048);
        var (d, meanLength) = (plan.Dimension, Math.Min(plan.Length, (double)inputs / set.Users.Length));

        // Forward and backward cost three products; the softmax is rows·d, a block 4d² + 2d·hidden, attention the mean length twice.
        var token = 6.0 * (rows * d + plan.Layers * (4.0 * d * d + 2.0 * d * plan.Hidden + meanLength * d));
        var steps = inputs / Math.Max(1, plan.BatchSequences * meanLength);
        var step = 4.0 * rows * text * d + 40.0 * rows * d;
        var epochs = options.CoreMinutes * OperationsPerCoreMinute / (token * inputs + steps * step);

        // Parameters with two moments, and a gradient and the logits of a block in each part.
        var bytes = 4.0 * (3.0 * items * d + (items == rows ? 0 : rows * d) + SequenceTrainer.MostParts * (rows * (d + 32.0) + 24.0 * d * plan.BatchSequences * plan.Length / 4));
        return epochs < LeastEpochs || bytes > options.MemoryMegabytes * 1e6 ? null : plan with { Epochs = (int)Math.Min(MostEpochs, epochs) };
    }
}
