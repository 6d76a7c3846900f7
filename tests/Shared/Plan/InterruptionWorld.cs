namespace AttentionFunctions.Plan;

/// <summary>
/// People to whom notices of five kinds come, with known worth and known cost: senders overstate what some kinds are worth, people differ in what
/// they use, and an interruption costs more than usual in the morning and less later.
/// </summary>
internal sealed class InterruptionWorld
{
    public const double Exploration = 0.05;

    /// <summary>Switching and recovery that the rule takes for granted.</summary>
    private const double UsualMinutes = 17;

    /// <summary>What is not shown, a fifth finds by themselves, after so many hours.</summary>
    private const double Found = 0.2, FoundAfterHours = 4;

    private const double OpensAfterHours = 1.0 / 60;

    private static readonly (string Name, double Value, double Loss, double Seconds, double Useful)[] Kinds =
        [("chat", 20, 0.5, 40, 0.15), ("mail", 8, 0.1, 60, 0.5), ("build", 10, 0.6, 30, 0.9), ("news", 15, 0.5, 90, 0.04), ("family", 20, 0.7, 60, 0.9)];

    private readonly (double Recovery, double[] Useful)[] _people;

    public InterruptionWorld(int people, Random random) => _people = [.. Enumerable.Range(0, people).Select(_ =>
        (Math.Exp(-0.2 + 0.5 * Normal(random)), Kinds.Select(kind => 1 / (1 + Math.Exp(-Math.Log(kind.Useful / (1 - kind.Useful)) - Normal(random)))).ToArray()))];

    /// <summary>Which policy decides: the rule, what the replay learned once its evaluation allows it, or the truth.</summary>
    public enum Policy
    {
        Rule,
        Learned,
        Truth,
    }

    /// <summary>
    /// Lives so many days, with what was learned of one day in force from the next. What comes is the same for every policy of a seed; chance in
    /// verdicts and outcomes has draws of its own.
    /// </summary>
    /// <param name="perDay">Notices for each person.</param>
    public InterruptionLife Live(Policy policy, int days, int perDay, int seed)
    {
        Random coming = new(seed), chance = new(seed + 1000);
        var replay = new InterruptionReplay();
        var means = new double[days];
        bool serves = false;
        int? since = null;
        double gain = 0;
        int perDayOfAll = _people.Length * perDay;
        for (int day = 0; day < days; day++)
        {
            var lived = new List<JudgedNotice>();
            for (int i = 0; i < perDayOfAll; i++)
            {
                (int person, int kind, Situation situation, Notice notice) = Draw(i, coming);
                double[] worth = [.. Enum.GetValues<Verdict>().Select(verdict => Worth(person, kind, situation, notice, verdict))];
                Verdict rule = Best(Corrections.None), learned = Best(replay.Benefit.Of(Key(person), situation, notice)), truth = (Verdict)Array.IndexOf(worth, worth.Max());
                gain += (1 - Exploration) * (worth[(int)learned] - worth[(int)rule]);
                Verdict best = policy == Policy.Truth ? truth : policy == Policy.Learned && serves ? learned : rule;
                Verdict other = policy == Policy.Learned ? serves ? rule : learned : best;
                means[day] += worth[(int)best] / perDayOfAll;
                (Verdict verdict, double propensity) = InterruptionPolicy.Draw(best, other, isQuiet: false, Exploration, chance);
                lived.Add(Judge(person, kind, situation, notice, verdict, propensity, day, chance));

                Verdict Best(Corrections corrections) => InterruptionPolicy.Best(InterruptionPolicy.GainsOf(notice, situation.ToMoment(), corrections), isQuiet: false);
            }

            foreach (JudgedNotice notice in lived) replay.Add(notice);
            serves = replay.Evaluate().Judge(serves).Serves;
            if (serves) since ??= day + 2;
        }

        return new InterruptionLife(means, since, replay.Evaluate(), gain / (days * perDayOfAll));
    }

    private (int Person, int Kind, Situation Situation, Notice Notice) Draw(int turn, Random random)
    {
        int person = turn % _people.Length, kind = random.Next(Kinds.Length), hour = random.Next(9, 18);
        double focus = 0.25 + 0.45 * Math.Exp(-Math.Pow((hour - 10) / 3.0, 2)), depth = random.NextDouble() < 0.6 ? 0.8 : 0.3;
        var situation = new Situation(
            24 * random.Next(5) + hour, depth, focus, InterruptionPolicy.CostMinutes(depth, focus, UsualMinutes, 0), 0.5 + 2 * random.NextDouble(), 0.3,
            IsQuiet: false, random.Next(3), Exploration);
        (string name, double value, double loss, double seconds, _) = Kinds[kind];
        return (person, kind, situation, new Notice($"n{turn}", value * Math.Exp(0.5 * Normal(random)), seconds, loss, Kind: name));
    }

    /// <summary>Expected minutes of undisturbed work.</summary>
    private double Worth(int person, int kind, Situation situation, Notice notice, Verdict verdict)
    {
        double useful = _people[person].Useful[kind], read = notice.Seconds / 60, left = 1 - notice.LossPerHour;
        return verdict switch
        {
            Verdict.Now => useful * (notice.Value * Math.Pow(left, OpensAfterHours) - read * situation.Focus) - situation.Depth * situation.Focus * Back(person, situation),
            Verdict.Batch => useful * (notice.Value * Math.Pow(left, situation.HoursToDigest) - read * situation.DigestFocus),
            _ => Found * useful * (notice.Value * Math.Pow(left, FoundAfterHours) - read * situation.DigestFocus),
        };
    }

    private double Back(int person, Situation situation) => UsualMinutes * _people[person].Recovery * (situation.HourOfWeek % 24 < 12 ? 1.6 : 0.6);

    private JudgedNotice Judge(int person, int kind, Situation situation, Notice notice, Verdict verdict, double propensity, int day, Random random)
    {
        const double spread = 0.4;
        bool opened = random.NextDouble() < _people[person].Useful[kind] * (verdict == Verdict.Suppress ? Found : 1);
        double delay = verdict switch
        {
            Verdict.Now => OpensAfterHours,
            Verdict.Batch => situation.HoursToDigest,
            _ => FoundAfterHours,
        };
        return new JudgedNotice(
            "d", new DateTimeOffset(2026, 9, 7, 12, 0, 0, TimeSpan.Zero).AddDays(day), Key(person), situation, notice, verdict, propensity,
            opened ? Reaction.Opened : Reaction.Ignored, opened ? delay : 0, null,
            verdict == Verdict.Now ? Back(person, situation) * Math.Exp(spread * Normal(random) - spread * spread / 2) : null);
    }

    private static string Key(int person) => $"person{person}";

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

/// <param name="Means">Expected minutes for each notice, by day, of the policy that decided, without exploration.</param>
/// <param name="DecidesFrom">First day on which what was learned decided; null when it never did.</param>
/// <param name="Gain">What the learned policy would truly have brought more than the rule for each notice, over all days; the evaluation estimates it.</param>
internal sealed record InterruptionLife(double[] Means, int? DecidesFrom, InterruptionEvaluation Evaluation, double Gain)
{
    public double LastWeek => Means.TakeLast(7).Average();
}
