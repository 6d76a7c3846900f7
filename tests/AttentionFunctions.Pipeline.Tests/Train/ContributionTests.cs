using System.Numerics.Tensors;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Train;

/// <summary>What every model of the blend must keep to when an index asks it.</summary>
public sealed class ContributionTests
{
    private static readonly TrainingOptions Options = new() { Ials = new() { Factors = 8 } };

    private static readonly Gen<(SequenceSet Set, Interaction[] History)> Cases =
        from set in Sequences.Small
        from history in Gen.Int[0, set.ItemIds.Length - 1].Array[0, 14]
        select (set, Sequences.Events(history));

    public static TheoryData<string> Models => [.. ModelsOf(Sequences.Ring(40, 12, 8, 0.1, seed: 1)).Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_score_is_its_vector_its_prior_and_its_difference(string name) => Each(name, (model, history) =>
    {
        using var query = model.Ask(history);
        var scores = model.Scores(history);
        for (var item = 0; item < scores.Length; item++)
        {
            Assert.Equal(scores[item], Product(model, query, item) + Prior(model, item) + (query.Differences?[item] ?? 0), 2e-4);
        }
    });

    /// <summary>A model of factors may keep a constant that all items share: the differences of items must be explained.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Contributions_of_events_add_up(string name) => Each(name, (model, history) =>
    {
        using var query = model.Ask(history);
        var scores = model.Scores(history);
        int[] items = [.. Enumerable.Range(0, model.ItemCount)];
        var parts = new float[items.Length * history.Length];
        Array.Fill(parts, float.NaN);
        query.Contributions(items, parts);
        var constants = items.Select(item => scores[item] - Prior(model, item) - parts.AsSpan(item * history.Length, history.Length).ToArray().Sum());
        Assert.All(constants, constant => Assert.Equal(model.Dimension == 0 ? 0 : constants.First(), constant, 5e-4));
    });

    [Theory]
    [MemberData(nameof(Models))]
    public void A_query_leaves_nothing_behind_for_the_next(string name) => Each(name, (model, history) =>
    {
        float[] Ask()
        {
            using var query = model.Ask(history);
            return [.. query.Vector, .. query.Differences?.Items.ToArray().Select(item => query.Differences[item]) ?? []];
        }

        var first = Ask();
        using (model.Ask(Sequences.Events(0, 1, 1, 0)))
        {
        }

        Assert.Equal(first, Ask());
    });

    private static void Each(string name, Action<IRetrievalModel, Interaction[]> check)
    {
        if (name == "Sequence")
        {
            var model = ModelsOf(Sequences.Ring(40, 12, 8, 0.1, seed: 1)).Single(model => model.Name == name);
            Gen.Int[0, model.ItemCount - 1].Array[0, 14].Sample(history => check(model, Sequences.Events(history)), iter: 30);
            return;
        }

        Cases.Sample(sample => check(ModelsOf(sample.Set, sequence: false).Single(model => model.Name == name), sample.History), iter: 30);
    }

    private static IEnumerable<IRetrievalModel> ModelsOf(SequenceSet set, bool sequence = true) =>
        FittedModels.Fit(set, Options, seed: 3, sequence ? () => Trained(set) : null).Blendable.Cast<IRetrievalModel>();

    private static SequenceModel Trained(SequenceSet set)
    {
        using var trainer = new SequenceTrainer(set, Plans.Small with { Layers = 2 }, seed: 1, start: null, threads: 1);
        trainer.Epoch(0);
        return trainer.Model();
    }

    private static float Product(IRetrievalModel model, IRetrievalQuery query, int item) =>
        model.Dimension == 0 ? 0 : TensorPrimitives.Dot(query.Vector, model.Factors.Slice(item * model.Dimension, model.Dimension));

    private static float Prior(IRetrievalModel model, int item) => model.Priors.IsEmpty ? 0 : model.Priors[item];
}
