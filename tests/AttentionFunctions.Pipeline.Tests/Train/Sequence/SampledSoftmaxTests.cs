using Xunit;

namespace AttentionFunctions.Train;

public sealed class SampledSoftmaxTests
{
    private static readonly int[] Counts = [100, 40, 20, 10, 5, 5, 2, 1, 1, 0];

    /// <summary>
    /// What log-Q correction is for: over many samples, Σ 1/π over the items of a sample is the number of items, Σ e^s/π the softmax's
    /// denominator.
    /// </summary>
    [Fact]
    public void Items_weighted_by_their_inclusion_add_up_to_the_catalogue()
    {
        const int rounds = 20_000, tokens = 12;
        var sampler = new ItemSampler(Counts, draws: 4);
        var random = new Random(11);
        int[] events = [.. Counts.SelectMany((count, item) => Enumerable.Repeat(item, count))];
        var sums = new double[Counts.Length];
        ulong stream = 3;
        for (var round = 0; round < rounds; round++)
        {
            var included = new HashSet<int>(Enumerable.Range(0, tokens).Select(_ => events[random.Next(events.Length)]));
            for (var draw = 0; draw < sampler.Draws; draw++)
            {
                included.Add(sampler.Draw(ref stream));
            }

            foreach (var item in included)
            {
                sums[item] += Math.Exp(-sampler.LogInclusion(item, tokens));
            }
        }

        // The rarest item is in one sample of fifty, so its mean has a standard error of 5 %.
        Assert.All(sums, sum => Assert.Equal(1, sum / rounds, 0.15));
    }

    [Fact]
    public void Draws_follow_the_counts_to_the_power_of_three_quarters()
    {
        const int draws = 200_000;
        var sampler = new ItemSampler(Counts, draws: 1);
        var drawn = new int[Counts.Length];
        ulong stream = 1;
        for (var i = 0; i < draws; i++)
        {
            drawn[sampler.Draw(ref stream)]++;
        }

        var total = Counts.Sum(count => Math.Pow(Math.Max(1, count), 0.75));
        Assert.All(Counts.Index(), item => Assert.Equal(Math.Pow(Math.Max(1, item.Item), 0.75) / total, drawn[item.Index] / (double)draws, 0.005));
    }

    /// <summary>A panel with every item in it, told apart by its inclusion: the loss and its gradient are the corrected ones.</summary>
    [Fact]
    public void The_loss_of_a_panel_is_corrected_but_for_the_target()
    {
        const int items = 12, d = 32, tokens = 40;
        var random = new Random(5);
        var (vectors, outputs) = (Random(items * d), Random(tokens * d));
        float[] logInclusion = [.. Enumerable.Range(0, items).Select(_ => -3 * random.NextSingle())];
        var batch = new SequenceBatch(tokens);
        for (var token = 0; token < tokens; token++)
        {
            (batch.Targets[token], batch.Costs[token]) = (token % 5 == 0 ? SequenceBatch.NoTarget : random.Next(items), random.NextSingle());
        }

        batch.Starts.Add(tokens);
        var (outputGradient, itemGradient) = (new Floats(tokens * d), new Floats(items * d));

        var loss = new SoftmaxLoss(items, d).Run(vectors.Matrix(items, d), logInclusion, outputs.Matrix(tokens, d), batch, 0.5f,
            outputGradient.Matrix(tokens, d), itemGradient.Matrix(items, d));

        double expected = 0;
        var expectedOutputs = new double[tokens * d];
        var expectedItems = new double[items * d];
        for (var token = 0; token < tokens; token++)
        {
            if (batch.Targets[token] is var target && target == SequenceBatch.NoTarget)
            {
                continue;
            }

            double[] logits = [.. Enumerable.Range(0, items).Select(item =>
                Enumerable.Range(0, d).Sum(i => (double)vectors.Span[item * d + i] * outputs.Span[token * d + i]) - (item == target ? 0 : logInclusion[item]))];
            var sum = logits.Sum(Math.Exp);
            expected += 0.5 * batch.Costs[token] * (Math.Log(sum) - logits[target]);
            for (var item = 0; item < items; item++)
            {
                var slope = 0.5 * batch.Costs[token] * (Math.Exp(logits[item]) / sum - (item == target ? 1 : 0));
                for (var i = 0; i < d; i++)
                {
                    expectedOutputs[token * d + i] += slope * vectors.Span[item * d + i];
                    expectedItems[item * d + i] += slope * outputs.Span[token * d + i];
                }
            }
        }

        Assert.Equal(expected, loss, 1e-3);
        Assert.All(expectedOutputs.Zip(outputGradient.Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.All(expectedItems.Zip(itemGradient.Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4));

        Floats Random(int count) => new([.. Enumerable.Range(0, count).Select(_ => 2 * random.NextSingle() - 1)]);
    }

    [Fact]
    public void A_sampled_training_learns_what_the_full_one_does()
    {
        var set = Sequences.Ring(users: 60, items: 200, length: 12, chance: 0.2, seed: 7);
        var slice = Splits.LeaveLastOut(set).Validation;
        var plan = Plans.Small with { Epochs = 30, BatchSequences = 4, SampledItems = 40 };

        var trained = new SequenceFit(plan, seed: 1, threads: 1).Train(slice);

        var full = new SequenceFit(plan with { SampledItems = 0 }, seed: 1, threads: 1).Train(slice);
        var (sampled, whole) = (FullRanking.Measure(trained.Model, slice).Ndcg, FullRanking.Measure(full.Model, slice).Ndcg);
        Assert.True(sampled > 0.8 * whole, $"{sampled:F3} sampled, {whole:F3} full");
    }
}
