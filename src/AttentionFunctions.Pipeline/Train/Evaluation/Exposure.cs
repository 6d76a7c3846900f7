namespace AttentionFunctions.Train;

/// <summary>Collects what each case was shown; cases may come from several threads, each case from one.</summary>
internal sealed class Exposure(IReadOnlyList<EvaluationCase> cases, ItemPopularity popularity)
{
    private const int Groups = (int)PopularityGroup.Tail + 1;

    private readonly double[] _shown = new double[cases.Count];
    private readonly double[] _miscalibration = new double[cases.Count];
    private readonly double[] _recall = new double[cases.Count];

    /// <param name="items">The top k of case <paramref name="index"/>; empty where the model has nothing to show.</param>
    public void Show(int index, ReadOnlySpan<int> items)
    {
        var asked = cases[index];
        Span<double> history = stackalloc double[Groups];
        Span<double> shown = stackalloc double[Groups];
        history.Clear();
        shown.Clear();
        foreach (var interaction in asked.History.Span)
        {
            history[(int)popularity.Group(interaction.Item)] += 1.0 / asked.History.Length;
        }

        var hits = 0;
        foreach (var item in items)
        {
            shown[(int)popularity.Group(item)] += 1.0 / items.Length;
            _shown[index] += popularity.Percentile(item) / items.Length;
            hits += asked.AllTargets.Contains(item) ? 1 : 0;
        }

        _miscalibration[index] = items.IsEmpty ? 0 : ExposureQuality.Divergence(history, shown);
        _recall[index] = (double)hits / asked.AllTargets.Count;
    }

    /// <summary>Summed in the order of the cases, so that it does not depend on how many threads there were.</summary>
    public ExposureQuality Quality() => new(Mean(_shown), cases.Count == 0 ? 0 : cases.Average(asked => popularity.Percentile(asked.Target)), Mean(_miscalibration));

    /// <summary>Mean share of a case's targets that are in its top k.</summary>
    public double Recall() => Mean(_recall);

    private static double Mean(double[] values) => values.Length == 0 ? 0 : values.Average();
}
