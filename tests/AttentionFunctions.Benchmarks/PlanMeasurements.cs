using System.Diagnostics;
using System.Globalization;
using AttentionFunctions.Plan;

namespace AttentionFunctions.Benchmarks;

/// <summary>Plans of many random requests: whether rules hold, whether they are optimal and how long that takes, what the learned curve is worth.</summary>
internal static class PlanMeasurements
{
    /// <summary>Random instances through the independent checker.</summary>
    public static int Check(int from, int count, double seconds)
    {
        int broken = 0, optimal = 0, conflicts = 0, better = 0;
        for (int seed = from; seed < from + count; seed++)
        {
            (PlanRequest request, PlanSetting setting) = PlanInstances.Draw(new Random(seed));
            PlanResult plan = PlanDay.Solve(request, setting, SearchLimit.OfTime(TimeSpan.FromSeconds(seconds)), TimeProvider.System, CancellationToken.None);
            foreach (string rule in PlanChecker.Check(request, setting, plan))
            {
                Console.WriteLine($"seed {seed}: {rule}");
                broken++;
            }

            if (plan.Outcome == PlanOutcome.Optimal) optimal++;
            if (plan.Conflicts.Count > 0) conflicts++;
            if (plan.Score > plan.GreedyScore) better++;
            if (seed % 500 == 499) Console.WriteLine($"{seed + 1 - from} instances, {broken} broken rules");
        }

        Console.WriteLine($"{count} instances from seed {from}: {broken} broken rules, {optimal} proven optimal, {better} better than greedy, none below it, {conflicts} with conflicts");
        return broken == 0 ? 0 : 1;
    }

    /// <summary>
    /// Busy days of 40 tasks, by seed: <see cref="PlanInstances.BusyDay"/>. Processor time of this process is counted, as the machine is
    /// shared: the search has one thread. What a second does not prove is searched no longer, and its gap is told.
    /// </summary>
    public static int Optimal(int from, int count)
    {
        var seconds = new List<double>();
        var gaps = new List<double>();
        int proven = 0;
        double gain = 0;
        for (int seed = from - 1; seed < from + count; seed++)
        {
            (PlanRequest request, PlanSetting setting) = PlanInstances.BusyDay(new Random(seed + 1000));
            PlanProblem problem = PlanProblem.Of(request, setting);
            using var process = Process.GetCurrentProcess();
            TimeSpan before = process.TotalProcessorTime;
            PlannedDay day = CpSatPlanner.Plan(problem, new SearchLimit(TimeSpan.FromSeconds(3), 1), TimeProvider.System, CancellationToken.None);
            process.Refresh();
            double used = (process.TotalProcessorTime - before).TotalSeconds;

            // The first one loads the library.
            if (seed < from)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first, with loading: {used:F2} s"));
                continue;
            }

            bool isProven = day.Outcome == PlanOutcome.Optimal && used <= 1;
            if (isProven) proven++;
            gaps.Add(day.Outcome == PlanOutcome.Optimal ? 0 : (double)(day.Most - day.Score) / Math.Abs(day.Score));
            gain += (double)(day.Score - day.GreedyScore) / Math.Abs(day.GreedyScore);
            seconds.Add(used);
            if (!isProven) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {day.Outcome} after {used:F2} s, score {day.Score}, at most {day.Most}"));
        }

        seconds.Sort();
        gaps.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{count} days of 40 tasks: {100.0 * proven / count:F1} % proven optimal within 1 s of one core; median {seconds[count / 2]:F2} s, p95 {seconds[count * 95 / 100]:F2} s, longest {seconds[^1]:F2} s"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"gap to the bound: {100.0 * gaps.Count(gap => gap <= 0.001) / count:F1} % within 0.1 %, {100.0 * gaps.Count(gap => gap <= 0.005) / count:F1} % within 0.5 %, {100.0 * gaps.Count(gap => gap <= 0.01) / count:F1} % within 1 %, mean {100 * gaps.Average():F2} %, p95 {100 * gaps[count * 95 / 100]:F2} %, largest {100 * gaps[^1]:F2} %; {100 * gain / count:F0} % above greedy"));
        return 0;
    }

    /// <summary>How often the true curve lies within the 95 % intervals, over the hours worked, and how wide they are.</summary>
    public static int Bands(int people)
    {
        Bands(people, anyMinute: false);
        Console.WriteLine("Work that begins at any minute of the hour:");
        Bands(people, anyMinute: true);
        return 0;
    }

    private static void Bands(int people, bool anyMinute)
    {
        Console.WriteLine("| weeks | covered | in the first and last hour of work | half width | error |");
        foreach (int weeks in (int[])[1, 2, 4, 8])
        {
            double covered = 0, atEdges = 0, width = 0, error = 0;
            for (int seed = 1; seed <= 3; seed++)
            {
                var random = new Random(seed);
                FocusWorld[] worlds = [.. Enumerable.Range(0, people).Select(_ => FocusWorld.Draw(random, anyMinute))];
                Observations[] seen = [.. worlds.Select(world => FocusWorld.Observed(world.Live(weeks, random)))];
                PopulationRhythm population = PopulationLearner.Learn(seen, DateTimeOffset.UnixEpoch);
                foreach ((FocusWorld world, Observations own) in worlds.Zip(seen))
                {
                    AttentionSupply supply = AttentionSupply.Of(own, population, "UTC");
                    bool Covers(int hour) => world.Curve[hour] >= supply.Hours[hour].Low && world.Curve[hour] <= supply.Hours[hour].High;
                    int[] hours = [.. world.WorkedHours];
                    covered += hours.Average(hour => Covers(hour) ? 1.0 : 0);
                    atEdges += hours.Where((_, i) => i % world.ClockHours == 0 || (i + 1) % world.ClockHours == 0).Average(hour => Covers(hour) ? 1.0 : 0);
                    width += hours.Average(hour => (supply.Hours[hour].High - supply.Hours[hour].Low) / 2);
                    error += world.ErrorOf(supply.Curve);
                }
            }

            double n = 3 * people;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {weeks} | {100 * covered / n:F1} % | {100 * atEdges / n:F1} % | {width / n:F3} | {100 * error / n:F1} % |"));
        }
    }

    /// <summary>Minutes of undisturbed work for each notice in the last week, by the policy that decides; and the estimate from the log against the truth.</summary>
    public static int Interruptions(int people, int days)
    {
        const int perDay = 10;
        Console.WriteLine("| seed | rule | learned | best possible | of the distance | decides from day | estimate of the gain | true gain |");
        for (int seed = 1; seed <= 3; seed++)
        {
            var world = new InterruptionWorld(people, new Random(seed));
            InterruptionLife rule = Live(InterruptionWorld.Policy.Rule), learned = Live(InterruptionWorld.Policy.Learned), best = Live(InterruptionWorld.Policy.Truth);
            InterruptionEvaluation estimate = learned.Evaluation;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {seed} | {rule.LastWeek:F2} | {learned.LastWeek:F2} | {best.LastWeek:F2} | {100 * (learned.LastWeek - rule.LastWeek) / (best.LastWeek - rule.LastWeek):F0} % | {learned.DecidesFrom} | {estimate.Gain:F2} [{estimate.Lower:F2}, {estimate.Upper:F2}] | {learned.Gain:F2} |"));

            InterruptionLife Live(InterruptionWorld.Policy policy) => world.Live(policy, days, perDay, seed);
        }

        return 0;
    }

    /// <summary>Error of the learned curve by weeks of events, and the value of plans by it; one row for each seed.</summary>
    public static int Learning(int people, int tasks)
    {
        int[] weeks = [0, 1, 2, 4, 8];
        Console.WriteLine($"| seed | {string.Join(" | ", weeks.Select(week => $"{week} weeks"))} | flat | learned | true | better : worse |");
        for (int seed = 1; seed <= 3; seed++)
        {
            var random = new Random(seed);
            FocusWorld[] worlds = [.. Enumerable.Range(0, people).Select(_ => FocusWorld.Draw(random))];
            var cells = new List<string>();
            AttentionSupply[] learned = [];
            foreach (int week in weeks)
            {
                Observations[] seen = [.. worlds.Select(world => FocusWorld.Observed(world.Live(week, random)))];
                PopulationRhythm population = week == 0 ? PopulationRhythm.Presets : PopulationLearner.Learn(seen, DateTimeOffset.UnixEpoch);
                AttentionSupply[] supply = [.. seen.Select(person => AttentionSupply.Of(person, population, "UTC"))];
                cells.Add(string.Create(CultureInfo.InvariantCulture, $"{100 * worlds.Zip(supply, (world, own) => world.ErrorOf(own.Curve)).Average():F1} %"));
                if (week == 4) learned = supply;
            }

            SearchLimit limit = SearchLimit.OfWork(0.5);
            double flat = 0, byLearned = 0, byTrue = 0;
            int more = 0, less = 0;
            double[] even = [.. Enumerable.Repeat(0.5, 168)];
            for (int i = 0; i < Math.Min(people, 60); i++)
            {
                PlanRequest request = worlds[i].Tasks(random, new DateOnly(2026, 11, 23).AddDays(i % 5), tasks);
                double withFlat = worlds[i].ValueOf(request, worlds[i].Plan(request, even, limit));
                double withLearned = worlds[i].ValueOf(request, worlds[i].Plan(request, learned[i].Curve, limit));
                (flat, byLearned) = (flat + withFlat, byLearned + withLearned);
                if (withLearned > withFlat + 1e-9) more++;
                else if (withLearned < withFlat - 1e-9) less++;
                byTrue += worlds[i].ValueOf(request, worlds[i].Plan(request, worlds[i].Curve, limit));
            }

            cells.Add(string.Create(CultureInfo.InvariantCulture, $"{100 * flat / byTrue:F1} % | {100 * byLearned / byTrue:F1} % | 100 % = {byTrue:F1} | {more} : {less}"));
            Console.WriteLine($"| {seed} | {string.Join(" | ", cells)} |");
        }

        return 0;
    }
}
