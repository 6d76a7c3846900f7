namespace AttentionFunctions.Train;

/// <summary>
/// What a pair of events of one user adds to the sums of the regression, by how far they are apart. With h the history's decay and g the
/// target's, the row of moment t is x = Σ h^(t−s)·e(s) over s ≤ t and the answer y = Σ g^(c−t−1)·e(c) over c &gt; t; summed over all moments,
/// a pair counts in closed form, so that the cost is events × window and no row is ever made.
/// </summary>
internal sealed class PairKernel
{
    private readonly float[] _history;
    private readonly float[] _moments;
    private readonly float[] _answers;

    public PairKernel(LinearOptions options)
    {
        var (h, g) = (options.HistoryDecay, options.TargetDecay);
        _history = [.. Enumerable.Range(0, options.Window + 1).Select(steps => (float)Math.Pow(h, steps))];

        // Beyond the window the summands no longer show in single precision.
        _moments = new float[2 * options.Window + 1];
        double sum = 0;
        for (var later = 0; later < _moments.Length; later++)
        {
            sum += Math.Pow(h, 2 * later);
            _moments[later] = (float)sum;
        }

        _answers = new float[options.Window + 1];
        for (var steps = 1; steps < _answers.Length; steps++)
        {
            _answers[steps] = (float)Enumerable.Range(0, steps).Sum(before => Math.Pow(h, before) * Math.Pow(g, steps - 1 - before));
        }
    }

    /// <summary>In XᵀX: h^steps · Σ h^(2m) over the moments at which both events were past and an answer was still to come.</summary>
    /// <param name="steps">Between the two events, 0 to the window.</param>
    /// <param name="later">Moments after the newer of the two, at least 0.</param>
    public float History(int steps, int later) => _history[steps] * _moments[Math.Min(later, _moments.Length - 1)];

    /// <summary>In XᵀY: the moments between an event and an answer, each decayed in both directions.</summary>
    /// <param name="steps">1 to the window.</param>
    public float Answer(int steps) => _answers[steps];
}
