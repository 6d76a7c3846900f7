using System.Globalization;
using AttentionFunctions.Decide;

namespace AttentionFunctions.Testing;

/// <summary>
/// The Open Bandit sample (Saito et al., "Open Bandit Dataset and Pipeline", 2021): what Bernoulli Thompson sampling earns, estimated from the log of
/// uniform choices, beside what it earned itself.
/// </summary>
/// <remarks>
/// The evaluated policy's action distribution per position is how often its log shows each item there, each count raised by one: the log has
/// its propensities for the chosen items only. In the men's campaign there are 34 items and three positions.
/// </remarks>
internal static class OpenBandit
{
    private const int Items = 34, Positions = 3, Seed = 7;

    /// <param name="folder">With random/men.csv and bts/men.csv.</param>
    public static OpenBanditEstimate Evaluate(string folder)
    {
        Row[] uniform = Read(Path.Join(folder, "random", "men.csv")), thompson = Read(Path.Join(folder, "bts", "men.csv"));
        // Of the policy's own log only the choices are used here, none of its clicks.
        double[,] choices = new double[Positions, Items];
        foreach (Row row in thompson) choices[row.Position, row.Item]++;
        for (int p = 0; p < Positions; p++)
        {
            double sum = 0;
            for (int i = 0; i < Items; i++) sum += choices[p, i] + 1;
            for (int i = 0; i < Items; i++) choices[p, i] = (choices[p, i] + 1) / sum;
        }

        var model = new DecisionPolicy(new PolicySettings { Learner = Learner.LogisticThompson, Width = 0, Bits = 14 });
        var samples = new Sample[uniform.Length];
        DecisionInput[] inputs = [.. Enumerable.Range(0, Positions).Select(Input)];
        for (int n = 0; n < uniform.Length; n++)
        {
            Row row = uniform[n];
            double[] means = model.Distribute(inputs[row.Position], 0).Means;
            double expected = 0;
            for (int i = 0; i < Items; i++) expected += choices[row.Position, i] * means[i];
            samples[n] = new Sample(choices[row.Position, row.Item] / row.Propensity, row.Click, means[row.Item], expected);
            model.Learn(inputs[row.Position], row.Item, row.Propensity, row.Click);
        }

        double[] clicks = [.. thompson.Select(row => row.Click)];
        return new OpenBanditEstimate(
            PolicyEstimate.Of("bernoulli-ts", samples, Items, Seed), Estimate.Of("on-policy mean", clicks, null, Seed),
            Estimate.Of("uniform, on-policy", [.. uniform.Select(row => row.Click)], null, Seed), (int)samples.Sum(s => s.Reward), (int)clicks.Sum());
    }

    private static DecisionInput Input(int position)
    {
        return DecisionInput.Of(
            FeatureReader.Read(RawJson.Of($$"""[{"position":"p{{position}}"}]""")),
            [.. Enumerable.Range(0, Items).Select(i => DecisionAction.Read(i.ToString(CultureInfo.InvariantCulture), null))], [.. Enumerable.Range(0, Items)]);
    }

    private static Row[] Read(string path) => [.. File.ReadLines(path).Skip(1).Select(line =>
    {
        string[] cells = line.Split(',');
        return new Row(
            int.Parse(cells[2], CultureInfo.InvariantCulture), int.Parse(cells[3], CultureInfo.InvariantCulture) - 1,
            double.Parse(cells[4], CultureInfo.InvariantCulture), double.Parse(cells[5], CultureInfo.InvariantCulture));
    })];

    private sealed record Row(int Item, int Position, double Click, double Propensity);
}

/// <param name="Estimate">Of Thompson sampling, from the log of uniform choices.</param>
/// <param name="OnPolicy">What Thompson sampling earned itself.</param>
internal sealed record OpenBanditEstimate(PolicyEstimate Estimate, Estimate OnPolicy, Estimate Uniform, int UniformClicks, int ThompsonClicks);
