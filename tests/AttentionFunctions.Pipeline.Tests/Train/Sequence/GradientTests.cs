using Xunit;

namespace AttentionFunctions.Train;

/// <summary>Every gradient against central differences of a double-precision model that shares no code with the kernels.</summary>
public sealed class GradientTests
{
    private const int Items = 13;
    private const int TextDimension = 5;
    private const ulong Stream = 77;

    /// <summary>Parameters looked at in each block: differences of all would take minutes and tell no more.</summary>
    private const int Sample = 8;

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public void Gradients_of_all_parameters_are_those_of_the_reference(double dropout)
    {
        using var narrow = new Fixture(lanes: 4, dropout);
        using var middle = new Fixture(lanes: 8, dropout);
        using var wide = new Fixture(lanes: 16, dropout);
        Fixture[] widths = [narrow, middle, wide];
        var expected = narrow.Reference.Loss(narrow.Items, narrow.Body, narrow.Batch, Stream);
        Assert.All(widths, fixture => Assert.Equal(expected, fixture.Step.Gradient([fixture.Batch], Stream), 1e-5));

        Compare("items", narrow.Items, 0, narrow.Items.Length, fixture => fixture.Step.Gradients.Items);
        foreach (var block in narrow.Layout.Blocks)
        {
            Compare(block.Name, narrow.Body, block.Offset, block.Count, fixture => fixture.Step.Gradients.Body);
        }

        void Compare(string name, double[] values, int offset, int count, Func<Fixture, Floats> gradientOf)
        {
            var largest = gradientOf(narrow).Span.Slice(offset, count).ToArray().Max(Math.Abs);
            var random = new Random(offset + count);
            for (var n = 0; n < Sample; n++)
            {
                var at = offset + random.Next(count);
                var difference = narrow.Difference(values, at);
                foreach (var fixture in widths)
                {
                    var gradient = gradientOf(fixture).Span[at];
                    Assert.True(Math.Abs(difference - gradient) <= 2e-3 * Math.Abs(difference) + 1e-3 * largest + 1e-7,
                        $"{name}[{at - offset}]: {gradient:G6}, by differences {difference:G6}");
                }
            }
        }
    }

    [Fact]
    public void Parts_of_a_batch_add_up_to_the_batch()
    {
        using var whole = new Fixture(lanes: 8, dropout: 0);
        using var parted = new Fixture(lanes: 8, dropout: 0);
        SequenceBatch[] parts = [Fixture.NewBatch(sequences: 0..2), Fixture.NewBatch(sequences: 2..5)];

        Assert.Equal(whole.Step.Gradient([whole.Batch], Stream), parted.Step.Gradient(parts, Stream), 1e-5);
        var (expected, actual) = (whole.Step.Gradients, parted.Step.Gradients);
        Assert.Equal(expected.Body.Span.ToArray(), actual.Body.Span.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(expected.Items.Span.ToArray(), actual.Items.Span.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    private sealed class Fixture : IDisposable
    {
        private const int Seed = 5;
        private static readonly int[] Lengths = [7, 1, 30, 4, 2];

        public Fixture(int lanes, double dropout)
        {
            Layout = new(new SequenceShape(GradientTests.Items, TextDimension, Dimension: 64, Layers: 2, Heads: 2, Hidden: 32, Length: 30));
            var weights = SequenceWeights.Initial(Layout, Seed);

            // Larger than at the start of a training, where many gradients are too small to tell a wrong one.
            var random = new Random(Seed);
            foreach (ref var value in weights.Items.Span)
            {
                value *= 15;
            }

            foreach (ref var value in weights.Body.Span)
            {
                value += 0.2f * (random.NextSingle() - 0.5f);
            }

            float[] texts = [.. Enumerable.Range(0, GradientTests.Items * TextDimension).Select(_ => random.NextSingle() - 0.5f)];
            Step = new(weights, new Floats(texts), sampler: null, parts: 2, capacity: 64, Plans.Small with { Dropout = dropout }, Seed, threads: 2,
                Kernels.All.Single(kernels => kernels.Lanes == lanes));
            Reference = new(Layout, texts, dropout == 0 ? null : new((float)dropout, 64 * 64, Seed));
            Items = Array.ConvertAll(weights.Items.Span.ToArray(), value => (double)value);
            Body = Array.ConvertAll(weights.Body.Span.ToArray(), value => (double)value);
            Batch = NewBatch(0..Lengths.Length);
        }

        public SequenceLayout Layout { get; }

        public SequenceStep Step { get; }

        public ReferenceModel Reference { get; }

        public double[] Items { get; }

        public double[] Body { get; }

        public SequenceBatch Batch { get; }

        public void Dispose() => Step.Dispose();

        public static SequenceBatch NewBatch(Range sequences)
        {
            var batch = new SequenceBatch(64);
            var random = new Random(3);
            var at = 0;
            for (var sequence = 0; sequence < Lengths.Length; sequence++)
            {
                var kept = sequence >= sequences.Start.Value && sequence < sequences.End.Value;
                for (var i = 0; i < Lengths[sequence]; i++)
                {
                    var (item, target) = (random.Next(GradientTests.Items), random.Next(4) == 0 ? SequenceBatch.NoTarget : random.Next(GradientTests.Items));
                    var features = new EventFeatures((byte)random.Next(EventFeatures.Types), (byte)random.Next(EventFeatures.WeightBuckets), (byte)random.Next(EventFeatures.GapBuckets));
                    var cost = 0.5f + random.NextSingle();
                    if (kept)
                    {
                        (batch.Items[at], batch.Targets[at], batch.Features[at], batch.Costs[at]) = (item, target, features, cost);
                        batch.Positions[at++] = 30 - Lengths[sequence] + i;
                    }
                }

                if (kept)
                {
                    batch.Starts.Add(at);
                }
            }

            return batch;
        }

        /// <summary>Central difference of the reference's loss by one parameter.</summary>
        public double Difference(double[] values, int at)
        {
            const double step = 1e-5;
            var kept = values[at];
            values[at] = kept + step;
            var above = Reference.Loss(Items, Body, Batch, Stream);
            values[at] = kept - step;
            var below = Reference.Loss(Items, Body, Batch, Stream);
            values[at] = kept;
            return (above - below) / (2 * step);
        }
    }
}
