using AttentionFunctions.Store;
using Xunit;

namespace AttentionFunctions.Train;

/// <summary>What a training promises: the same seed gives the same weights, a killed one goes on, and learning happens.</summary>
public sealed class SequenceTrainingTests : IDisposable
{
    private static readonly SequenceSet Set = Sequences.Ring(users: 60, items: 30, length: 12, chance: 0.2, seed: 7);
    private static readonly DataSplit Split = Splits.LeaveLastOut(Set);

    private readonly string _folder = Directory.CreateTempSubdirectory("training-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_learns_what_follows_what()
    {
        var trained = new SequenceFit(Plans.Small with { Epochs = 30 }, seed: 1, threads: 1).Train(Split.Validation);

        Assert.True(FullRanking.Measure(trained.Model, Split.Validation).Ndcg > 0.6, "In a ring, the next item follows in four cases of five.");
        Assert.True(trained.State.Curve[^1].Loss < trained.State.Curve[0].Loss);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    public void The_same_seed_gives_the_same_weights_whatever_the_threads(int sampledItems)
    {
        // More than one part a batch, or the threads would have nothing to share.
        var set = Sequences.Ring(users: 200, items: 30, length: 12, chance: 0.2, seed: 7);
        var plan = Plans.Small with { BatchSequences = 100, Epochs = 2, SampledItems = sampledItems };

        var (one, three, other) = (Weights(1, 5), Weights(3, 5), Weights(1, 6));

        Assert.Equal(one, three);
        Assert.NotEqual(one, other);

        float[] Weights(int threads, int seed)
        {
            using var trainer = new SequenceTrainer(set, plan, seed, start: null, threads);
            trainer.Epoch(0);
            trainer.Epoch(1);
            return [.. trainer.Step.Weights.Items.Span, .. trainer.Step.Weights.Body.Span];
        }
    }

    [Fact]
    public void A_training_that_is_killed_goes_on_from_its_last_epoch_and_ends_the_same()
    {
        var checkpoint = new TrainingCheckpoint(new FolderBlobStore(_folder));
        var undisturbed = new SequenceFit(Plans.Small, seed: 1, threads: 1).Train(Split.Validation);
        using var kill = new CancellationTokenSource();
        var killed = new SequenceFit(Plans.Small, seed: 1, threads: 1, checkpoint, new After(2, kill.Cancel), kill.Token);
        Assert.Throws<OperationCanceledException>(() => killed.Train(Split.Validation));

        var epochs = new After(int.MaxValue, () => { });
        var resumed = new SequenceFit(Plans.Small, seed: 1, threads: 1, checkpoint, epochs).Train(Split.Validation);

        Assert.Equal(Plans.Small.Epochs - 2, epochs.Reports);
        Assert.Equal(undisturbed.State.Curve, resumed.State.Curve);
        Assert.Equal(undisturbed.Model.ItemVectors.ToArray(), resumed.Model.ItemVectors.ToArray());
        Assert.Equal(undisturbed.Model.Body.Span.ToArray(), resumed.Model.Body.Span.ToArray());
    }

    [Fact]
    public void A_checkpoint_of_another_seed_or_a_damaged_one_is_not_used()
    {
        var store = new FolderBlobStore(_folder);
        var checkpoint = new TrainingCheckpoint(store);
        new SequenceFit(Plans.Small, seed: 1, threads: 1, checkpoint).Train(Split.Validation);
        var epochs = new After(int.MaxValue, () => { });
        new SequenceFit(Plans.Small, seed: 2, threads: 1, checkpoint, epochs).Train(Split.Validation);
        Assert.Equal(Plans.Small.Epochs, epochs.Reports);

        using (var file = File.OpenWrite(Directory.EnumerateFiles(_folder, "checkpoint*", SearchOption.AllDirectories).Single()))
        {
            file.Write("no checkpoint"u8);
        }

        Assert.Null(checkpoint.Read(default));
    }

    [Fact]
    public void What_is_known_of_an_item_goes_with_its_id_when_the_items_change()
    {
        var state = new SequenceFit(Plans.Small, seed: 1, threads: 1).Train(Split.Validation).State;
        string[] ids = ["new", .. state.ItemIds.Reverse().Skip(1)];
        var fresh = SequenceWeights.Initial(new(state.Weights.Layout.Shape with { Items = ids.Length }), seed: 9);

        var moved = state.Over(ids, fresh);

        Assert.Equal(fresh.Items.Span[..64].ToArray(), moved.Weights.Items.Span[..64].ToArray());
        for (var item = 1; item < ids.Length; item++)
        {
            var before = Array.IndexOf(state.ItemIds, ids[item]);
            Assert.Equal(state.Weights.Items.Span.Slice(before * 64, 64).ToArray(), moved.Weights.Items.Span.Slice(item * 64, 64).ToArray());
            Assert.Equal(state.ItemMoments.Second.Span.Slice(before * 64, 64).ToArray(), moved.ItemMoments.Second.Span.Slice(item * 64, 64).ToArray());
        }
    }

    [Fact]
    public void Going_on_from_an_earlier_training_takes_fewer_epochs_and_keeps_what_was_learnt()
    {
        var plan = Plans.Small with { Epochs = 30 };
        var first = new SequenceFit(plan, seed: 1, threads: 1).Train(Split.Validation);
        var start = SequenceStart.Parse(new SequenceStart(first.State.ItemIds, first.State.Best).ToBytes());

        var second = new SequenceFit(plan, seed: 2, threads: 1).Train(Split.Test, start);

        Assert.Equal(9, second.State.Plan.Epochs);
        Assert.True(FullRanking.Measure(second.Model, Split.Test).Ndcg > 0.6);
    }

    [Fact]
    public void A_training_without_progress_ends_early()
    {
        // Whoever guesses at random does not get better.
        var random = new Random(3);
        var set = new SequenceSet([.. Enumerable.Range(0, 40).Select(i => $"i{i:D2}")], [.. Enumerable.Range(0, 50).Select(user =>
            new UserSequence($"u{user:D2}", Sequences.Events([.. Enumerable.Range(0, 12).Select(_ => random.Next(40))])))]);

        var trained = new SequenceFit(Plans.Small with { Epochs = 200 }, seed: 1, threads: 1).Train(Splits.LeaveLastOut(set).Validation);

        Assert.True(trained.State.Curve.Count < 200);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        using var step = new SequenceStep(SequenceWeights.Initial(new(new(30, 0, 64, 2, 2, 32, 10)), seed: 1), new Floats(0), sampler: null, parts: 2, capacity: 64,
            Plans.Small, seed: 1, threads: 1);
        SequenceBatch[] batches = [Batch(), Batch()];
        Step();

        // On this thread: tests beside this one allocate too.
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
        {
            Step();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step()
        {
            step.Gradient(batches, 3);
            step.Update(0.001);
        }

        static SequenceBatch Batch()
        {
            var batch = new SequenceBatch(64);
            for (var i = 0; i < 40; i++)
            {
                (batch.Items[i], batch.Targets[i], batch.Costs[i], batch.Positions[i]) = (i % 30, (i + 1) % 30, 1, i % 10);
            }

            batch.Starts.AddRange([10, 20, 30, 40]);
            return batch;
        }
    }

    private sealed class After(int reports, Action act) : IProgress<string>
    {
        public int Reports { get; private set; }

        public void Report(string value)
        {
            if (++Reports == reports)
            {
                act();
            }
        }
    }
}
