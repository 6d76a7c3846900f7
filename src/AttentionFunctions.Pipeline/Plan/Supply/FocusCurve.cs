using AttentionFunctions.Profiles;

namespace AttentionFunctions.Plan;

/// <summary>
/// The share of working time that a person holds focus, by hour of the week, with its uncertainty: four levels of normal–normal shrinkage.
/// </summary>
/// <remarks>
/// <code>
/// P(k)      ∝ share_k · Π_c N(ȳ_c ; μ_kc, τ₁² + σ²/w_c)                    the chronotype k, c over 48 hours of a working day and a weekend's
/// μ_c       = Σ_k P(k)·μ_kc + b                                            b: the person's own level, shrunk towards 0 by τ₀²
/// m_c       = (w_c·ȳ_c + κ₁·μ_c) / (w_c + κ₁),   κ₁ = σ²/τ₁²               the person's hour of the day
/// f_h       = (w_h·ȳ_h + κ₂·m_c) / (w_h + κ₂),   κ₂ = σ²/τ₂²               the person's hour of the week
/// Var f_h   = σ²/(w_h + κ₂) + (κ₂/(w_h + κ₂))²·σ²/(w_c + κ₁)
/// w_c       = Σ_h w_h·κ₂/(w_h + κ₂),   ȳ_c = Σ_h (w_h·κ₂/(w_h + κ₂))·ȳ_h / w_c
/// </code>
/// The weight of a cell is in hours of observation, and never more than κ₂ for each of its days: days differ by τ₂², so five Mondays say less
/// of a usual day than one of each. With plain sums the interval would leave that difference out.
/// </remarks>
internal sealed class FocusCurve
{
    /// <summary>A person's attention never vanishes while awake, and plans divide by it.</summary>
    private const double Least = 0.02;

    private FocusCurve(double[] focus, double[] variance, double[] chronotypes)
    {
        Focus = focus;
        Variance = variance;
        Chronotypes = chronotypes;
    }

    /// <summary>168 values from 0.02 to 1.</summary>
    public IReadOnlyList<double> Focus { get; }

    public IReadOnlyList<double> Variance { get; }

    /// <summary>The probability of each of the population's chronotypes.</summary>
    public IReadOnlyList<double> Chronotypes { get; }

    public static FocusCurve Of(Observations seen, PopulationRhythm population)
    {
        FocusVariances variances = population.Variances;
        (double[] weight, double[] mean) = ByCell(seen, population.Variances);
        double[] types = ChronotypesOf(weight, mean, population);
        double[] prior = PriorOf(weight, mean, types, population);

        double kappaDay = variances.Within / variances.People, kappaWeek = variances.Within / variances.Days;
        var focus = new double[Profile.HoursOfWeek];
        var variance = new double[Profile.HoursOfWeek];
        for (int hour = 0; hour < focus.Length; hour++)
        {
            int cell = Chronotype.CellOf(hour);
            double day = (weight[cell] * mean[cell] + kappaDay * prior[cell]) / (weight[cell] + kappaDay);
            double own = seen.Weight[hour];
            focus[hour] = Math.Clamp((seen.Sum[hour] + kappaWeek * day) / (own + kappaWeek), Least, 1);
            double rest = kappaWeek / (own + kappaWeek);
            variance[hour] = variances.Within / (own + kappaWeek) + rest * rest * variances.Within / (weight[cell] + kappaDay);
        }

        return new FocusCurve(focus, variance, types);
    }

    /// <summary>Weight and mean of the 48 cells, hours of the week as they come; the mean is 0 where there is no weight.</summary>
    public static (double[] Weight, double[] Mean) ByCell(Observations seen) => ByCell(seen, hourWeight => hourWeight);

    /// <summary>The same with the difference between days in the weights, so that the variance of a mean is σ²/w_c.</summary>
    public static (double[] Weight, double[] Mean) ByCell(Observations seen, FocusVariances variances)
    {
        double kappa = variances.Within / variances.Days;
        return ByCell(seen, hourWeight => hourWeight * kappa / (hourWeight + kappa));
    }

    private static (double[] Weight, double[] Mean) ByCell(Observations seen, Func<double, double> weightOf)
    {
        var weight = new double[Chronotype.Cells];
        var mean = new double[Chronotype.Cells];
        for (int hour = 0; hour < Profile.HoursOfWeek; hour++)
        {
            if (seen.Weight[hour] <= 0) continue;
            double own = weightOf(seen.Weight[hour]);
            weight[Chronotype.CellOf(hour)] += own;
            mean[Chronotype.CellOf(hour)] += own * seen.Sum[hour] / seen.Weight[hour];
        }

        for (int cell = 0; cell < mean.Length; cell++)
            if (weight[cell] > 0) mean[cell] /= weight[cell];
        return (weight, mean);
    }

    public static double[] ChronotypesOf(double[] weight, double[] mean, PopulationRhythm population)
    {
        FocusVariances variances = population.Variances;
        double[] log = [.. population.Chronotypes.Select(type =>
        {
            double sum = Math.Log(type.Share);
            for (int cell = 0; cell < weight.Length; cell++)
            {
                if (weight[cell] <= 0) continue;
                double variance = variances.People + variances.Within / weight[cell];
                sum -= Math.Pow(mean[cell] - type.Focus[cell], 2) / (2 * variance);
            }

            return sum;
        })];
        double[] odds = [.. log.Select(value => Math.Exp(value - log.Max()))];
        return [.. odds.Select(value => value / odds.Sum())];
    }

    private static double[] PriorOf(double[] weight, double[] mean, double[] types, PopulationRhythm population)
    {
        FocusVariances variances = population.Variances;
        double[] prior = [.. Enumerable.Range(0, Chronotype.Cells)
            .Select(cell => population.Chronotypes.Zip(types, (type, probability) => probability * type.Focus[cell]).Sum())];
        double precision = 1 / variances.Level, shift = 0;
        for (int cell = 0; cell < weight.Length; cell++)
        {
            if (weight[cell] <= 0) continue;
            double certainty = 1 / (variances.People + variances.Within / weight[cell]);
            precision += certainty;
            shift += certainty * (mean[cell] - prior[cell]);
        }

        return [.. prior.Select(value => Math.Clamp(value + shift / precision, Least, 1))];
    }
}
