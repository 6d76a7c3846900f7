using AttentionFunctions.Decide;

namespace AttentionFunctions.Testing;

/// <summary>Logs of an exploring policy in a <see cref="BanditWorld"/>, seen as samples for another policy whose true value is known.</summary>
internal sealed class LoggedWorld
{
    private readonly BanditWorld _world;
    private readonly double[][] _logging, _target, _model;

    public LoggedWorld(int seed)
    {
        _world = new BanditWorld(seed);
        int actions = _world.InputOf(0).Allowed.Length;
        _logging = [.. Contexts(c => Mix(c, (c + 1) % actions, 0.5))];
        _target = [.. Contexts(c => Mix(c, BestOf(c), 0.2))];
        // A model that is wrong by a fifth everywhere, and most where nothing is known of it.
        _model = [.. Contexts(c => Enumerable.Range(0, actions).Select(a => 0.8 * _world.Click(c, a) + 0.03 * (a % 3)).ToArray())];
        Truth = Contexts(c => Enumerable.Range(0, actions).Sum(a => _target[c][a] * _world.Click(c, a))).Average();
        LargestWeight = Contexts(c => Enumerable.Range(0, actions).Max(a => _target[c][a] / _logging[c][a])).Max();

        double[] Mix(int context, int favourite, double uniform) =>
            [.. Enumerable.Range(0, actions).Select(a => uniform / actions + (a == favourite ? 1 - uniform : 0))];

        int BestOf(int context) => Enumerable.Range(0, actions).MaxBy(a => _world.Click(context, a));

        IEnumerable<T> Contexts<T>(Func<int, T> of) => Enumerable.Range(0, _world.Contexts).Select(of);
    }

    /// <summary>Value of the evaluated policy.</summary>
    public double Truth { get; }

    public double LargestWeight { get; }

    /// <summary>The estimators, with the range of their contributions in units of the largest weight, where they are means.</summary>
    public static IReadOnlyList<(string Name, Func<Sample[], double[]> Estimator, double? Range)> All { get; } =
    [
        ("IPS", samples => Estimators.Ips(samples), 1), ("SNIPS", samples => Estimators.Snips(samples), null), ("DM", samples => Estimators.Dm(samples), null),
        ("DR", samples => Estimators.Dr(samples), 3), ("SNDR", samples => Estimators.Sndr(samples), null),
        ("Switch-DR", samples => Estimators.SwitchDr(samples), null), ("DRos", samples => Estimators.DrOs(samples), null),
    ];

    public Sample[] Log(int decisions, Random random)
    {
        var samples = new Sample[decisions];
        for (int i = 0; i < decisions; i++)
        {
            int context = random.Next(_world.Contexts), action = Exploration.Draw(_logging[context], random.NextDouble());
            samples[i] = SampleOf(context, action, random.NextDouble() < _world.Click(context, action) ? 1 : 0);
        }

        return samples;
    }

    /// <summary>Every possible sample with its probability.</summary>
    public IEnumerable<(double Probability, Sample Sample)> Enumerate()
    {
        for (int context = 0; context < _world.Contexts; context++)
        {
            for (int action = 0; action < _logging[context].Length; action++)
            {
                double probability = _logging[context][action] / _world.Contexts, click = _world.Click(context, action);
                yield return (probability * click, SampleOf(context, action, 1));
                yield return (probability * (1 - click), SampleOf(context, action, 0));
            }
        }
    }

    private Sample SampleOf(int context, int action, double reward) => new(
        _target[context][action] / _logging[context][action], reward, _model[context][action],
        _target[context].Select((p, a) => p * _model[context][a]).Sum());
}
