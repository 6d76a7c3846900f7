using AttentionFunctions.Train;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Rank;

public sealed class BlendIndexTests
{
    private static readonly SequenceSet Ring = Sequences.Ring(users: 60, items: 200, length: 12, chance: 0.3, seed: 5);
    private static readonly IRetrievalModel[] Models = Fit();

    private static readonly Gen<(float[] Weights, Interaction[] History)> Cases =
        from weights in Gen.Float[0.05f, 3].Array[Models.Length]
        from used in Gen.Bool.Array[Models.Length]
        from history in Gen.Int[0, 199].Array[1, 20]
        select (Weights(weights, used), Sequences.Events(history));

    [Fact]
    public void Scores_are_those_of_the_blend() => Cases.Sample(sample =>
    {
        (float[] expected, BlendIndex index) = Both(sample);
        using BlendQuery query = index.Ask(sample.History);
        var actual = new float[expected.Length];
        query.Score([.. Enumerable.Range(0, expected.Length)], actual);

        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 5e-4f));
        Assert.Equal(Deviation(expected), query.Deviation, 1e-3f);
        for (int item = 0; item < expected.Length; item += 17)
            Assert.Equal(expected[item], Enumerable.Range(0, query.Models.Length).Sum(model => query.ScoreOf(model, item)), 5e-4f);
    }, iter: 60);

    [Fact]
    public void The_best_are_the_best_of_the_allowed() => Gen.Select(Cases, Gen.Int[1, 250], Gen.Int[0, 199].Array[0, 150]).Sample((sample, count, left) =>
    {
        (float[] expected, BlendIndex index) = Both(sample);
        using var allowed = new PositionSet(expected.Length);
        allowed.AddAll();
        foreach (int item in left) allowed.Remove(item);
        using BlendQuery query = index.Ask(sample.History);
        var best = new (int Position, float Score)[count];
        best = best[..query.Best(allowed, best)];

        float[] wanted = [.. Enumerable.Range(0, expected.Length).Except(left).Select(item => expected[item]).OrderDescending().Take(count)];
        Assert.Equal(wanted.Length, best.Length);
        Assert.All(wanted.Zip(best), pair => Assert.Equal(pair.First, pair.Second.Score, 5e-4f));
        Assert.All(best, item => Assert.Equal(expected[item.Position], item.Score, 5e-4f));
        Assert.Equal(best.Length, best.DistinctBy(item => item.Position).Count());
        Assert.DoesNotContain(best, item => left.Contains(item.Position));
    }, iter: 60);

    [Fact]
    public void What_events_add_and_what_items_have_without_them_is_the_score() => Cases.Sample(sample =>
    {
        (float[] expected, BlendIndex index) = Both(sample);
        using BlendQuery query = index.Ask(sample.History);
        int[] items = [0, 77, 199];
        var parts = new float[query.Models.Length * items.Length * sample.History.Length];
        query.Contributions(items, parts);
        for (int i = 0; i < items.Length; i++)
        {
            float all = 0, priors = 0;
            for (int model = 0; model < query.Models.Length; model++)
            {
                float fromEvents = parts.AsSpan((model * items.Length + i) * sample.History.Length, sample.History.Length).ToArray().Sum();
                all += fromEvents;
                priors += query.ScoreOf(model, items[i]) - fromEvents;
            }

            Assert.Equal(expected[items[i]], all + priors, 1e-3f);
        }
    }, iter: 30);

    [Fact]
    public void Novelty_adds_its_share_and_rare_items_are_novel()
    {
        var index = new BlendIndex([.. Models.Select(model => (model, 1f))], [.. Enumerable.Range(0, 200)]);
        Interaction[] history = Sequences.Events(3, 4, 5);
        using BlendQuery plain = index.Ask(history), novel = index.Ask(history, novelty: 0.5f);
        int[] items = [.. Enumerable.Range(0, 200)];
        var (before, after) = (new float[200], new float[200]);
        plain.Score(items, before);
        novel.Score(items, after);

        Assert.All(items, item => Assert.Equal(before[item] + 0.5f * index.NoveltyOf(item), after[item], 1e-4f));
        Assert.True(index.NoveltyOf(0) > index.NoveltyOf(199));
        Assert.Equal(0, items.Average(item => index.NoveltyOf(item)), 1e-3);
        Assert.Equal(plain.Deviation, novel.Deviation);
    }

    private static (float[] Scores, BlendIndex Index) Both((float[] Weights, Interaction[] History) sample)
    {
        var scores = new float[200];
        new BlendModel(Models, sample.Weights).Score(sample.History, scores);
        (IRetrievalModel, float)[] parts = [.. Models.Zip(sample.Weights).Where(part => part.Second > 0)];
        return (scores, new BlendIndex(parts, new int[200]));
    }

    private static float[] Weights(float[] weights, bool[] used)
    {
        float[] chosen = [.. weights.Zip(used, (weight, use) => use ? weight : 0)];
        if (chosen.All(weight => weight == 0)) chosen[^1] = 1;
        return chosen;
    }

    private static float Deviation(float[] scores) => MathF.Sqrt(scores.Sum(score => score * score) / scores.Length);

    private static IRetrievalModel[] Fit()
    {
        using var trainer = new SequenceTrainer(Ring, Plans.Small with { Layers = 2 }, seed: 1, start: null, threads: 1);
        trainer.Epoch(0);
        SequenceModel sequence = trainer.Model();
        return [.. FittedModels.Fit(Ring, new() { Ials = new() { Factors = 16 } }, seed: 3, () => sequence).Blendable.Cast<IRetrievalModel>()];
    }
}
