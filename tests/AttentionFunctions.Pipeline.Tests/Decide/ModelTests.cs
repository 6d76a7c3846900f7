using CsCheck;
using Xunit;

namespace AttentionFunctions.Decide;

public sealed class ModelTests
{
    private const int Bits = 4;

    [Fact]
    public void The_full_model_is_ridge_regression()
    {
        const double prior = 0.7, noise = 0.2;
        var model = new FullModel(Bits, prior, noise);
        var random = new Random(2);
        (double[] X, double R)[] rows = [.. Enumerable.Range(0, 40).Select(_ =>
        {
            FeatureVector features = Vector(random);
            double reward = random.NextDouble();
            model.Learn(features, reward, 1);
            return (Dense(features), reward);
        })];

        // Normal equations (λI + XᵀX/σ²) w = Xᵀr/σ², by Gaussian elimination.
        const int d = 1 << Bits;
        var a = new double[d, d + 1];
        for (int i = 0; i < d; i++)
        {
            a[i, i] = prior;
            foreach ((double[] x, double r) in rows)
            {
                for (int j = 0; j < d; j++) a[i, j] += x[i] * x[j] / noise;
                a[i, d] += x[i] * r / noise;
            }
        }

        double[] weights = Solve(a, d);
        FeatureVector probe = Vector(random);
        Assert.Equal(Dense(probe).Select((x, i) => x * weights[i]).Sum(), model.Predict(probe).Mean, 1e-9);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Learning_moves_a_prediction_towards_the_reward_and_makes_it_surer(bool logistic) =>
        Gen.Select(Gen.Int, Gen.Double[0, 1], Gen.Double[0.1, 30]).Sample((seed, reward, weight) =>
        {
            var model = new DiagonalModel(Bits, logistic, prior: 1, noise: 0.5);
            var random = new Random(seed);
            for (int i = 0; i < 5; i++) model.Learn(Vector(random), random.NextDouble(), 1);
            FeatureVector features = Vector(random);
            RewardPrediction before = model.Predict(features);
            model.Learn(features, reward, weight);
            RewardPrediction after = model.Predict(features);
            Assert.True(Math.Abs(after.Mean - reward) <= Math.Abs(before.Mean - reward) + 1e-5);
            // On the logit's scale; the probability's own deviation also depends on where it is.
            if (!logistic) Assert.True(after.Deviation < before.Deviation);
        });

    [Fact]
    public void An_importance_weight_never_carries_the_gradient_model_past_the_reward() =>
        Gen.Select(Gen.Int, Gen.Double[-2, 2], Gen.Double[0.1, 1e6]).Sample((seed, reward, weight) =>
        {
            var model = new GradientModel(Bits, 0.3);
            var random = new Random(seed);
            for (int i = 0; i < 5; i++) model.Learn(Vector(random), random.NextDouble(), 1);
            FeatureVector features = Vector(random);
            double before = model.Predict(features).Mean - reward;
            model.Learn(features, reward, weight);
            double after = model.Predict(features).Mean - reward;
            Assert.True(Math.Abs(after) <= Math.Abs(before) + 1e-5 && after * before >= -1e-5);
        });

    [Theory]
    [InlineData(Learner.EpsilonGreedy, false)]
    [InlineData(Learner.LinUcb, true)]
    [InlineData(Learner.LogisticThompson, false)]
    public void A_saved_policy_decides_as_before(Learner learner, bool full)
    {
        var world = new Testing.BanditWorld(1);
        var policy = new DecisionPolicy(new PolicySettings { Learner = learner, Bits = 8, FullCovariance = full });
        for (int i = 0; i < 50; i++) policy.Learn(world.InputOf(i % world.Contexts), i % 8, 0.2, i % 3 == 0 ? 1 : 0);
        DecisionPolicy read = PolicyFile.Read(PolicyFile.Write(policy));
        Assert.Equal(policy.Learnt, read.Learnt);
        Assert.Equal(policy.Distribute(world.InputOf(3), 5).Probabilities, read.Distribute(world.InputOf(3), 5).Probabilities);
    }

    [Fact]
    public void Bytes_that_are_no_policy_are_refused_with_words()
    {
        byte[] file = PolicyFile.Write(new DecisionPolicy(new PolicySettings { Bits = 6 }));
        Gen.Select(Gen.Int[0, file.Length - 1], Gen.Byte).Sample((length, _) => Assert.Throws<InvalidDataException>(() => PolicyFile.Read(file.AsMemory(0, length))));
        byte[] newer = [.. file];
        newer[4] = 9;
        Assert.Contains("format 9", Assert.Throws<InvalidDataException>(() => PolicyFile.Read(newer)).Message, StringComparison.Ordinal);
    }

    /// <summary>5,000 rounds in one world; the benchmark runs 20,000 in three, where all are below 10 % at the end.</summary>
    [Theory]
    [InlineData(Learner.LinUcb, 0.01, 0.15)]
    [InlineData(Learner.LinearThompson, 0.01, 0.15)]
    [InlineData(Learner.LogisticThompson, 0.01, 0.15)]
    [InlineData(Learner.SquareCb, 0.01, 0.15)]
    [InlineData(Learner.EpsilonGreedy, 0.02, 0.15)]
    public void Every_learner_finds_the_best_actions(Learner learner, double epsilon, double limit)
    {
        var world = new Testing.BanditWorld(3);
        double[] regret = world.Run(new PolicySettings { Learner = learner, Epsilon = epsilon, Bits = 14 }, rounds: 5000, seed: 3);
        double share = regret[^1000..].Average() / world.UniformRegret();
        Assert.True(share < limit, $"{learner}: {share:P1} of uniform's regret");
    }

    /// <summary>All rounds count, the first ones included. The settings were chosen in other worlds (docs/BENCHMARKS.md, where the slower learners are, too).</summary>
    [Theory]
    [InlineData(Learner.EpsilonGreedy, 1)]
    [InlineData(Learner.EpsilonGreedy, 2)]
    [InlineData(Learner.EpsilonGreedy, 3)]
    [InlineData(Learner.SquareCb, 1)]
    [InlineData(Learner.SquareCb, 2)]
    [InlineData(Learner.SquareCb, 3)]
    public void Twenty_thousand_rounds_cost_a_tenth_of_the_regret_of_uniform_choices(Learner learner, int seed)
    {
        var world = new Testing.BanditWorld(seed);
        PolicySettings settings = learner == Learner.EpsilonGreedy ? new() : new() { Learner = learner, Epsilon = 0.01 };
        double share = world.Run(settings, rounds: 20_000, seed).Average() / world.UniformRegret();
        Assert.True(share <= 0.1, $"{learner}: {share:P1} of uniform's regret");
    }

    private static FeatureVector Vector(Random random)
    {
        var vector = new FeatureVector();
        vector.Fill(Set(3), Set(2), true, Bits, interactions: true);
        return vector;

        FeatureSet Set(int count) => new([.. Draw(count, () => (ulong)random.NextInt64())], [.. Draw(count, () => (float)random.NextDouble())]);

        static IEnumerable<T> Draw<T>(int count, Func<T> next) => Enumerable.Range(0, count).Select(_ => next());
    }

    private static double[] Dense(FeatureVector features)
    {
        var dense = new double[1 << Bits];
        for (int i = 0; i < features.Count; i++) dense[features.Indices[i]] += features.Values[i];
        return dense;
    }

    private static double[] Solve(double[,] a, int d)
    {
        for (int p = 0; p < d; p++)
        {
            for (int i = 0; i < d; i++)
            {
                if (i == p) continue;
                double factor = a[i, p] / a[p, p];
                for (int j = p; j <= d; j++) a[i, j] -= factor * a[p, j];
            }
        }

        return [.. Enumerable.Range(0, d).Select(i => a[i, d] / a[i, i])];
    }
}
