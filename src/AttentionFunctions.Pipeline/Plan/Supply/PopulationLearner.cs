using AttentionFunctions.Profiles;

namespace AttentionFunctions.Plan;

/// <summary>
/// The population's curves by expectation–maximisation over chronotypes, started from the presets, and the variances by moments
/// (DerSimonian &amp; Laird 1986: the sum of weighted squares beyond what the variance within explains).
/// </summary>
internal static class PopulationLearner
{
    /// <summary>The presets count as this many people, so that a handful of odd ones does not bend what is usual.</summary>
    private const double PresetPeople = 5;

    /// <summary>Few, as people with many events belong to one type at once.</summary>
    private const int Rounds = 5;

    public static PopulationRhythm Learn(IReadOnlyList<Observations> people, DateTimeOffset now)
    {
        PopulationRhythm rhythm = PopulationRhythm.Presets with
        {
            People = people.Count,
            LearnedAt = now,
            LogFocusMinutes = PopulationRhythm.Presets.LogFocusMinutes.LearnedFrom([.. people.Select(person => Logs(person.FocusMinutes))], PresetPeople),
            LogRecoveryMinutes = PopulationRhythm.Presets.LogRecoveryMinutes.LearnedFrom([.. people.Select(person => Logs(person.RecoveryMinutes))], PresetPeople),
            LogOverrun = PopulationRhythm.Presets.LogOverrun.LearnedFrom([.. people.Select(person => Logs(person.Overrun))], PresetPeople),
            SwitchMinutes = PopulationRhythm.Presets.SwitchMinutes.LearnedFrom([.. people.Select(person => Switches(person))], PresetPeople),
        };
        (double within, double days) = WithinAndDays(people);
        rhythm = rhythm with { Variances = rhythm.Variances with { Within = within, Days = days } };
        (double[] Weight, double[] Mean)[] cells = [.. people.Select(person => FocusCurve.ByCell(person, rhythm.Variances))];
        for (int round = 0; round < Rounds; round++) rhythm = Improve(rhythm, cells);
        return rhythm;
    }

    private static PopulationRhythm Improve(PopulationRhythm rhythm, (double[] Weight, double[] Mean)[] people)
    {
        double[][] types = [.. people.Select(person => FocusCurve.ChronotypesOf(person.Weight, person.Mean, rhythm))];
        double kappa = rhythm.Variances.Within / rhythm.Variances.People;
        Chronotype[] curves = [.. Chronotype.Presets.Select((preset, k) => new Chronotype(
            preset.Name,
            (PresetPeople * preset.Share + types.Sum(type => type[k])) / (PresetPeople + people.Length),
            [.. preset.Focus.Select((focus, cell) =>
            {
                // Nobody counts more than once, however much they report; a cell that fewer than five people speak of says nothing.
                if (people.Count(person => person.Weight[cell] > 0) < PopulationRhythm.LeastPeople) return focus;
                double weight = PresetPeople * preset.Share, sum = weight * focus;
                for (int i = 0; i < people.Length; i++)
                {
                    double voice = types[i][k] * people[i].Weight[cell] / (people[i].Weight[cell] + kappa);
                    weight += voice;
                    sum += voice * people[i].Mean[cell];
                }

                return sum / weight;
            })]))];
        return rhythm with { Chronotypes = curves, Variances = rhythm.Variances with { People = BetweenPeople(rhythm, people, types, curves) } };
    }

    /// <summary>Σ w(ȳ − μ)² is in expectation σ²·n + τ₁²·Σw around the curve of the person's type.</summary>
    private static double BetweenPeople(
        PopulationRhythm rhythm, (double[] Weight, double[] Mean)[] people, double[][] types, Chronotype[] curves)
    {
        double squares = 0, count = 0, total = 0;
        for (int i = 0; i < people.Length; i++)
        {
            for (int cell = 0; cell < Chronotype.Cells; cell++)
            {
                double weight = people[i].Weight[cell];
                if (weight <= 0) continue;
                double usual = curves.Select((curve, k) => types[i][k] * curve.Focus[cell]).Sum();
                squares += weight * Math.Pow(people[i].Mean[cell] - usual, 2);
                count++;
                total += weight;
            }
        }

        return Moment(squares - rhythm.Variances.Within * count, total, FocusVariances.Default.People);
    }

    /// <summary>
    /// Σ w(y − ȳ_h)² is in expectation σ²·Σ(w_h − Σw²/w_h), and Σ w_h(ȳ_h − ȳ_c)² is σ²·(Σ_h Σw²/w_h − Σ_c Σw²/w_c) + τ₂²·Σ_c(w_c − Σ_h w_h²/w_c): a weight
    /// says how much an observation counts, not how noisy it is (DerSimonian &amp; Kacker 2007, for any weights).
    /// </summary>
    private static (double Within, double Days) WithinAndDays(IReadOnlyList<Observations> people)
    {
        double squares = 0, freedom = 0, between = 0, chance = 0, betweenWeight = 0;
        foreach (Observations person in people)
        {
            (double[] cellWeight, double[] cellMean) = FocusCurve.ByCell(person);
            var squared = new double[Chronotype.Cells];
            var seen = new double[Chronotype.Cells];
            for (int hour = 0; hour < Profile.HoursOfWeek; hour++)
            {
                double weight = person.Weight[hour];
                if (weight <= 0) continue;
                double mean = person.Sum[hour] / weight;
                squares += Math.Max(0, person.Squares[hour] - weight * mean * mean);
                freedom += weight - person.SquaredWeight[hour] / weight;
                between += weight * Math.Pow(mean - cellMean[Chronotype.CellOf(hour)], 2);
                chance += person.SquaredWeight[hour] / weight;
                squared[Chronotype.CellOf(hour)] += weight * weight;
                seen[Chronotype.CellOf(hour)] += person.SquaredWeight[hour];
            }

            for (int cell = 0; cell < Chronotype.Cells; cell++)
            {
                if (cellWeight[cell] <= 0) continue;
                chance -= seen[cell] / cellWeight[cell];
                betweenWeight += cellWeight[cell] - squared[cell] / cellWeight[cell];
            }
        }

        // In a first week every hour is seen once, and only the days of an hour tell how much hours vary: each is taken from what the other leaves.
        double within = FocusVariances.Default.Within, days = FocusVariances.Default.Days;
        for (int round = 0; round < Rounds; round++)
        {
            within = Moment(squares + Math.Max(0, between - days * betweenWeight), freedom + chance, FocusVariances.Default.Within);
            days = Moment(between - within * chance, betweenWeight, FocusVariances.Default.Days);
        }

        return (within, days);
    }

    /// <summary>A ratio of moments with the default as the opinion of ten hours, kept positive.</summary>
    private static double Moment(double squares, double weight, double usual)
    {
        const double hours = 10;
        return Math.Max((hours * usual + squares) / (hours + weight), usual / 50);
    }

    private static double[] Logs(List<double> values) => [.. values.Select(value => Math.Log(value))];

    /// <summary>Each switch against the person's own usual gap without one.</summary>
    private static double[] Switches(Observations person)
    {
        double stay = person.StayMinutes.DefaultIfEmpty().Average();
        return [.. person.SwitchMinutes.Select(minutes => minutes - stay)];
    }
}
