using Xunit;

namespace AttentionFunctions.Train;

public sealed class EpochTextsTests
{
    /// <summary>Item 0 has three wordings, along the axes; the others one.</summary>
    private static readonly SequenceSet Set = Sequences.Ring(users: 60, items: 30, length: 12, chance: 0.2, seed: 7) is var ring
        ? ring with
        {
            Texts = new([.. Enumerable.Range(0, 30).SelectMany(_ => new[] { 0.6f, 0.8f, 0f })], 3, "test"),
            TextViews = [[1, 0, 0, 0, 1, 0, 0, 0, 1], .. Enumerable.Repeat<float[]>([], 29)],
        }
        : null!;

    [Fact]
    public void An_epoch_shows_one_wording_or_all_together_by_the_seed()
    {
        var texts = new EpochTexts(Set, used: true, seed: 1);
        float[][] shown = [.. Enumerable.Range(0, 400).Select(epoch => Shown(texts, epoch))];

        Assert.Equal(4, shown.DistinctBy(vector => string.Join(' ', vector)).Count());
        Assert.All(shown.CountBy(vector => string.Join(' ', vector)), wording => Assert.InRange(wording.Value, 60, 140));
        Assert.Equal(shown, Enumerable.Range(0, 400).Select(epoch => Shown(new(Set, used: true, seed: 1), epoch)));
        Assert.NotEqual(shown, Enumerable.Range(0, 400).Select(epoch => Shown(new(Set, used: true, seed: 2), epoch)));
    }

    [Fact]
    public void Between_epochs_there_is_what_is_served()
    {
        var texts = new EpochTexts(Set, used: true, seed: 1);
        for (var epoch = 0; epoch < 5; epoch++)
        {
            texts.Show(epoch);
            Assert.Equal(Set.Texts.Values[3..], texts.Vectors.Span[3..].ToArray());
        }

        texts.ShowServed();
        Assert.Equal(Set.Texts.Values, texts.Vectors.Span.ToArray());
    }

    [Fact]
    public void Wordings_change_what_is_learnt_and_the_model_knows_the_item_as_it_is_served()
    {
        var plan = Plans.Small with { Texts = true, Epochs = 2 };
        var (with, without) = (Trained(Set), Trained(Set with { TextViews = [] }));

        Assert.Equal(with.VectorOfText([0.6f, 0.8f, 0]), Trained(Set).VectorOfText([0.6f, 0.8f, 0]));
        Assert.NotEqual(with.VectorOfText([0.6f, 0.8f, 0]), without.VectorOfText([0.6f, 0.8f, 0]));

        SequenceModel Trained(SequenceSet set)
        {
            using var trainer = new SequenceTrainer(set, plan, seed: 1, start: null, threads: 1);
            trainer.Epoch(0);
            trainer.Epoch(1);
            var model = trainer.Model();

            // An item's vector is its own plus that of its text: between epochs this has to be the served one.
            var scores = new float[set.ItemIds.Length];
            var output = new float[plan.Dimension];
            output[0] = 1;
            model.ScoreItems(output, scores);
            var own = trainer.Step.Weights.Items.Span[0];
            Assert.Equal(own + model.VectorOfText(set.Texts.Of(0))[0], scores[0], 1e-4);
            return model;
        }
    }

    private static float[] Shown(EpochTexts texts, int epoch)
    {
        texts.Show(epoch);
        return texts.Vectors.Span[..3].ToArray();
    }
}
