using AttentionFunctions.Decide;

namespace AttentionFunctions.Testing;

/// <summary>
/// A made-up world whose best decisions are known: 24 contexts (segment, time, device), eight articles in four topics, clicks whose
/// probability depends on who sees what when.
/// </summary>
internal sealed class BanditWorld
{
    private const int Segments = 4, Times = 3, Devices = 2, Articles = 8, Topics = 4;

    private readonly double[][] _click;
    private readonly DecisionInput[] _inputs;

    public BanditWorld(int seed)
    {
        var random = new Random(seed);
        double[] taste = Normals(Segments * Topics, 1.3), rhythm = Normals(Times * Topics, 0.8), article = Normals(Articles, 0.4), device = Normals(Devices * Articles, 0.3);
        var click = new List<double[]>();
        var inputs = new List<DecisionInput>();
        for (int segment = 0; segment < Segments; segment++)
        {
            for (int time = 0; time < Times; time++)
            {
                for (int d = 0; d < Devices; d++)
                {
                    click.Add([.. Enumerable.Range(0, Articles).Select(a => 1 / (1 + Math.Exp(
                        1.8 - taste[segment * Topics + a % Topics] - rhythm[time * Topics + a % Topics] - article[a] - device[d * Articles + a])))]);
                    inputs.Add(Input(segment, time, d));
                }
            }
        }

        (_click, _inputs) = ([.. click], [.. inputs]);

        double[] Normals(int count, double scale)
        {
            var draws = new GaussianDraws((ulong)random.NextInt64());
            return [.. Enumerable.Range(0, count).Select(_ => scale * draws.Next())];
        }
    }

    public int Contexts => _inputs.Length;

    public DecisionInput InputOf(int context) => _inputs[context];

    public double Click(int context, int action) => _click[context][action];

    /// <summary>Expected clicks of one decision in a context.</summary>
    public double Value(int context, DecisionDistribution distribution) =>
        distribution.Allowed.Select((action, i) => distribution.Probabilities[i] * _click[context][action]).Sum();

    public double Best(int context) => _click[context].Max();

    public double UniformRegret() => Enumerable.Range(0, Contexts).Average(c => Best(c) - _click[c].Average());

    /// <summary>Lets a policy decide and learn at once.</summary>
    /// <returns>Expected regret of every round: exact given the context, so no noise of clicks is in it.</returns>
    public double[] Run(PolicySettings settings, int rounds, int seed)
    {
        var policy = new DecisionPolicy(settings);
        var random = new Random(seed);
        var regret = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            int context = random.Next(Contexts);
            DecisionDistribution distribution = policy.Distribute(_inputs[context], (ulong)random.NextInt64());
            regret[round] = Best(context) - Value(context, distribution);
            int chosen = Exploration.Draw(distribution.Probabilities, random.NextDouble());
            int action = distribution.Allowed[chosen];
            policy.Learn(_inputs[context], action, distribution.Probabilities[chosen], random.NextDouble() < _click[context][action] ? 1 : 0);
        }

        return regret;
    }

    private static DecisionInput Input(int segment, int time, int device)
    {
        FeatureSet context = FeatureReader.Read(RawJson.Of($$$"""[{"user":{"segment":"s{{{segment}}}"}},{"time":"t{{{time}}}","device":"d{{{device}}}"}]"""));
        return DecisionInput.Of(
            context, [.. Enumerable.Range(0, Articles).Select(a => DecisionAction.Read($"article-{a}", RawJson.Of($$$"""[{"topic":"p{{{a % Topics}}}"}]""")))],
            [.. Enumerable.Range(0, Articles)]);
    }
}
