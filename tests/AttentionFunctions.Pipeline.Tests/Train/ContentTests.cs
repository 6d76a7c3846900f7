using CsCheck;
using Xunit;

namespace AttentionFunctions.Train;

public sealed class ContentTests
{
    private static readonly ContentOptions Options = new() { LastEvents = 5 };

    private static readonly PerceptronOptions Net = new() { Content = Options, Hidden = 8, Pairs = 1000 };

    private static readonly Gen<(SequenceSet Set, Interaction[] History)> Cases =
        from set in Sequences.Small
        from seed in Gen.Int[0, 1000]
        from history in Gen.Int[0, set.ItemIds.Length - 1].Array[0, 9]
        select (WithTexts(set, seed), Sequences.Events(history));

    [Fact]
    public void The_cosine_is_that_of_the_weighted_decayed_mean() => Cases.Sample(sample =>
    {
        var scores = CosineModel.Fit(sample.Set, Options).Scores(sample.History);
        var user = Mean(sample.Set, sample.History);
        var length = Math.Sqrt(user.Sum(value => value * value));
        for (var item = 0; item < scores.Length; item++)
        {
            var dot = user.Select((value, i) => value * sample.Set.Texts.Of(item)[i]).Sum();
            Assert.Equal(length > 1e-6 ? dot / length : 0, scores[item], 1e-3);
        }
    });

    [Fact]
    public void Stored_models_are_the_same() => Cases.Sample(sample =>
    {
        var cosine = CosineModel.Fit(sample.Set, Options);
        PartnerChecks.RoundTrips(cosine, cosine.Write, tensors => CosineModel.Read(tensors, Options), sample.History);
        var net = PerceptronModel.Fit(sample.Set, Net, seed: 1);
        PartnerChecks.RoundTrips(net, net.Write, tensors => PerceptronModel.Read(tensors, Net), sample.History);
    }, iter: 20);

    [Fact]
    public void Without_texts_there_is_no_content_model()
    {
        var set = Sequences.Of(3, [0, 1], [1, 2]);

        Assert.Throws<ArgumentException>(() => CosineModel.Fit(set, Options));
        Assert.Throws<ArgumentException>(() => PerceptronModel.Fit(set, Net, seed: 1));
    }

    [Fact]
    public void The_gradient_is_that_of_finite_differences() => (from seed in Gen.Int[0, 10_000]
                                                                 from answer in Gen.Int[0, 1]
                                                                 select (seed, answer)).Sample(sample =>
    {
        const int Dimension = 5;
        var random = new Random(sample.seed);
        var net = new Perceptron(Dimension, hidden: 8);
        net.Initialise(random);
        foreach (ref var bias in net.Bias)
        {
            bias = (float)random.NextDouble() - 0.5f;
        }

        var (user, item) = (Unit(random, Dimension), Unit(random, Dimension));
        var (gradient, units) = (new float[net.Parameters.Length], new float[8]);
        var loss = net.AddGradient(user, item, sample.answer, gradient, units);

        double[] parameters = [.. net.Parameters];
        Assert.Equal(Loss(parameters, user, item, sample.answer, out _), loss, 1e-5);
        for (var i = 0; i < parameters.Length; i++)
        {
            const double Step = 1e-5;
            var kept = parameters[i];
            parameters[i] = kept + Step;
            var up = Loss(parameters, user, item, sample.answer, out var activeUp);
            parameters[i] = kept - Step;
            var down = Loss(parameters, user, item, sample.answer, out var activeDown);
            parameters[i] = kept;

            // Across a kink there is no derivative.
            if (activeUp == activeDown)
            {
                Assert.Equal((up - down) / (2 * Step), gradient[i], 2e-3);
            }
        }
    });

    [Fact]
    public void Adam_takes_the_steps_of_the_paper()
    {
        var (adam, x) = (new Adam(2), new float[] { 1, -2 });
        double[] expected = [1, -2], m = [0, 0], v = [0, 0];
        for (var step = 1; step <= 20; step++)
        {
            float[] gradient = [2 * x[0], 6 * x[1]];
            adam.Step(x, gradient, 0.1);
            for (var i = 0; i < 2; i++)
            {
                m[i] = 0.9 * m[i] + 0.1 * gradient[i];
                v[i] = 0.999 * v[i] + 0.001 * gradient[i] * gradient[i];
                expected[i] -= 0.1 * (m[i] / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, step))) + 1e-8);
                Assert.Equal(expected[i], x[i], 1e-4);
            }
        }
    }

    [Fact]
    public void Both_recommend_what_is_about_the_same()
    {
        // Two topics that everybody stays within; texts point along the topic's axis, with some noise.
        var random = new Random(3);
        var users = Enumerable.Range(0, 80).Select(user => Enumerable.Range(0, 10).Select(_ => random.Next(20) * 2 + user % 2).ToArray()).ToArray();
        var set = Sequences.Of(40, users);
        var values = new float[40 * 8];
        for (var item = 0; item < 40; item++)
        {
            var vector = Unit(random, 8);
            vector[item % 2] += 2;
            var length = MathF.Sqrt(vector.Sum(value => value * value));
            for (var i = 0; i < 8; i++)
            {
                values[item * 8 + i] = vector[i] / length;
            }
        }

        set = set with { Texts = new(values, 8) };
        IRecommenderModel[] models = [CosineModel.Fit(set, new()), PerceptronModel.Fit(set, new() { Pairs = 30_000, Hidden = 16 }, seed: 1)];
        Assert.All(models, model =>
        {
            var scores = model.Scores(Sequences.Events(0, 2, 4));
            Assert.All(Enumerable.Range(0, 40).OrderByDescending(item => scores[item]).Take(15), item => Assert.Equal(0, item % 2));
        });
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        var set = WithTexts(Sequences.Ring(users: 50, items: 30, length: 8, chance: 0.3, seed: 4), seed: 2);
        float[] Scores(int seed) => PerceptronModel.Fit(set, Net, seed).Scores(Sequences.Events(1, 2));

        Assert.Equal(Scores(1), Scores(1));
        Assert.NotEqual(Scores(1), Scores(2));
    }

    private static double Loss(double[] parameters, float[] user, float[] item, double answer, out string active)
    {
        var (d, hidden) = (user.Length, 8);
        var sum = parameters[^1];
        var pattern = new char[hidden];
        for (var unit = 0; unit < hidden; unit++)
        {
            var input = parameters[2 * hidden * d + unit]
                + user.Select((value, i) => value * parameters[unit * d + i]).Sum() + item.Select((value, i) => value * parameters[(hidden + unit) * d + i]).Sum();
            sum += Math.Max(0, input) * parameters[2 * hidden * d + hidden + unit];
            pattern[unit] = input > 0 ? '1' : '0';
        }

        active = new(pattern);
        return (sum - answer) * (sum - answer);
    }

    private static double[] Shares(SequenceSet set, Interaction[] history)
    {
        var weight = RelativeWeight.Of(set, Options.WeightFloor);
        double[] weights = [.. history.Select((e, at) => history.Length - at <= Options.LastEvents ? weight.Of(e.Weight) * Math.Pow(Options.Decay, history.Length - 1 - at) : 0)];
        return [.. weights.Select(value => value / weights.Sum())];
    }

    private static double[] Mean(SequenceSet set, Interaction[] history)
    {
        var shares = Shares(set, history);
        return [.. Enumerable.Range(0, set.Texts.Dimension).Select(i => shares.Select((share, at) => share * set.Texts.Of(history[at].Item)[i]).Sum())];
    }

    /// <summary>Random directions; the first item has no text.</summary>
    private static SequenceSet WithTexts(SequenceSet set, int seed)
    {
        var random = new Random(seed);
        float[] values = [.. set.ItemIds.SelectMany((_, item) => item == 0 ? new float[6] : Unit(random, 6))];
        return set with { Texts = new(values, 6) };
    }

    private static float[] Unit(Random random, int dimension)
    {
        float[] vector = [.. Enumerable.Range(0, dimension).Select(_ => (float)random.NextDouble() - 0.5f)];
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return Array.ConvertAll(vector, value => value / length);
    }
}
