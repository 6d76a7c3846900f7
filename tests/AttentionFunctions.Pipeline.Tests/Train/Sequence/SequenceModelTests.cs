using AttentionFunctions.Events;
using AttentionFunctions.Store;
using CsCheck;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace AttentionFunctions.Train;

public sealed class SequenceModelTests
{
    private static readonly SequenceModel Model = Train();
    private static readonly Gen<Interaction[]> Histories = Gen.Select(
        Gen.Int[0, 29], Gen.Int[0, 2].Select(i => ((EventType[])[EventType.View, EventType.Click, EventType.Purchase])[i]), Gen.Float[0.1f, 5], Gen.Int[1, 1_000_000]).Array[1, 25].Select(events =>
    {
        long time = Sequences.StartMs;
        return events.Select(e => new Interaction(e.Item1, e.Item2, e.Item3, time += e.Item4)).ToArray();
    });

    [Fact]
    public void A_run_of_one_item_is_read_as_its_event_of_most_attention()
    {
        Interaction[] run = [.. Sequences.Events(4, 5, 5, 5, 6)];
        run[2] = run[2] with { Weight = 9 };
        Interaction[] single = [run[0], run[2], run[4]];

        var (whole, merged) = (new float[Model.ItemCount], new float[Model.ItemCount]);
        Model.Score(run, whole);
        Model.Score(single, merged);
        Assert.Equal(merged, whole);

        var parts = new float[run.Length];
        using var query = ((IRetrievalModel)Model).Ask(run);
        query.Contributions([7], parts);
        Assert.Equal(0, parts[1]);
        Assert.NotEqual(0, parts[2]);
        Assert.Equal(0, parts[3]);
    }

    [Fact]
    public void It_is_the_same_after_it_was_stored()
    {
        var writer = new SafeTensorsWriter();
        SequenceTensors.Write(writer, Model);
        var read = SequenceTensors.Read(SafeTensors.Parse(writer.ToBytes()));

        Histories.Sample(history =>
        {
            var (before, after) = (new float[Model.ItemCount], new float[Model.ItemCount]);
            Model.Score(history, before);
            read.Score(history, after);
            Assert.Equal(before, after);
        }, iter: 10);
    }

    [Fact]
    public void The_exported_encoder_says_the_same_under_ONNX_Runtime()
    {
        using var session = new InferenceSession(SequenceOnnx.Build(Model));
        Histories.Sample(history =>
        {
            var (items, features, positions) = Inputs(history);
            using var results = session.Run(
            [
                Value("items", items), Value("types", [.. features.Select(f => (long)f.Type)]), Value("weights", [.. features.Select(f => (long)f.Weight)]),
                Value("gaps", [.. features.Select(f => (long)f.Gap)]), Value("positions", positions),
            ]);

            using var query = ((IRetrievalModel)Model).Ask(history);
            var expected = query.Vector.ToArray();
            var actual = results.Single().AsTensor<float>().ToArray();
            Assert.Equal(expected.Length, actual.Length);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 2e-4f));
        }, iter: 40);

        static NamedOnnxValue Value(string name, long[] values) =>
            NamedOnnxValue.CreateFromTensor(name, new Microsoft.ML.OnnxRuntime.Tensors.DenseTensor<long>(values, [values.Length]));
    }

    /// <summary>The preprocessing that the documentation of the export asks of whoever runs it.</summary>
    private static (long[] Items, EventFeatures[] Features, long[] Positions) Inputs(Interaction[] history)
    {
        var merged = new List<Interaction>();
        foreach (var interaction in history)
        {
            if (merged.Count > 0 && merged[^1].Item == interaction.Item)
            {
                merged[^1] = interaction.Weight >= merged[^1].Weight ? interaction : merged[^1];
            }
            else
            {
                merged.Add(interaction);
            }
        }

        var length = Model.Layout.Shape.Length;
        var first = Math.Max(0, merged.Count - length);
        Interaction[] window = [.. merged.Skip(first)];
        var features = window.Select((interaction, i) => Model.Scale.Features(interaction, first + i > 0 ? merged[first + i - 1] : null));
        return ([.. window.Select(interaction => (long)interaction.Item)], [.. features], [.. window.Select((_, i) => (long)(length - window.Length + i))]);
    }

    private static SequenceModel Train()
    {
        var set = Sequences.Ring(users: 40, items: 30, length: 8, chance: 0.3, seed: 1);
        using var trainer = new SequenceTrainer(set, Plans.Small with { Layers = 2 }, seed: 1, start: null, threads: 1);
        trainer.Epoch(0);
        return trainer.Model();
    }
}
