using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Profiles;

namespace AttentionFunctions.Plan;

/// <summary>
/// People whose focus curves are known, and the events that their work would leave. Curves are drawn from a wider family than the presets:
/// peaks anywhere, of any width, with a level of their own and days of the week that differ.
/// </summary>
internal sealed class FocusWorld
{
    private static readonly DateTimeOffset Monday = new(2026, 9, 7, 0, 0, 0, TimeSpan.Zero);

    private readonly double[] _blocks;
    private readonly int _workStart, _shift;

    private FocusWorld(double[] blocks, int workStart, int shift)
    {
        (_blocks, _workStart, _shift) = (blocks, workStart, shift);
        Curve = [.. Enumerable.Range(0, blocks.Length).Select(AtWork)];
    }

    /// <summary>168 values, UTC: the share of the time at work that is focus.</summary>
    public double[] Curve { get; }

    /// <summary>Blocks of an hour that a day of work has.</summary>
    public const int WorkHours = 9;

    /// <summary>Hours of the clock that a day of work touches.</summary>
    public int ClockHours => _shift > 0 ? WorkHours + 1 : WorkHours;

    public IEnumerable<int> WorkedHours => Enumerable.Range(0, 5).SelectMany(day => Enumerable.Range(day * 24 + _workStart, ClockHours));

    public DayWindow WorkingHours => new(new TimeOnly(_workStart, 0), new TimeOnly((_workStart + WorkHours) % 24, 0));

    /// <param name="anyMinute">Work begins at a minute of the person's own, and not at the full hour.</param>
    public static FocusWorld Draw(Random random, bool anyMinute = false)
    {
        double peak = 8 + 7 * random.NextDouble(), second = peak + 4 + 2 * random.NextDouble();
        double width = 1.3 + random.NextDouble(), level = 0.8 + 0.3 * random.NextDouble(), height = 0.4 + 0.3 * random.NextDouble();
        var curve = new double[168];
        for (int day = 0; day < 7; day++)
        {
            double mood = 0.03 * Normal(random);
            for (int hour = 0; hour < 24; hour++)
            {
                double bump = 0.18 + 0.65 * Bump((hour + 0.5 - peak) / width) + height * Bump((hour + 0.5 - second) / width);
                curve[day * 24 + hour] = Math.Clamp(level * bump + mood, 0.05, 0.95);
            }
        }

        return new FocusWorld(curve, Math.Clamp((int)(peak - 2), 6, 14), anyMinute ? random.Next(5, 56) : 0);
    }

    /// <summary>An hour of the clock has the end of one block and the beginning of the next.</summary>
    private double AtWork(int hour)
    {
        int block = hour % 24 - _workStart;
        double own = block is >= 0 and < WorkHours ? 60 - _shift : 0, before = block is > 0 and <= WorkHours ? _shift : 0;
        return own + before == 0 ? _blocks[hour] : (own * _blocks[hour] + (before > 0 ? before * _blocks[hour - 1] : 0)) / (own + before);
    }

    /// <summary>
    /// In nine of ten working hours they work; the hour's focus differs from the curve by a deviation of 0.12, cut alike on both sides where
    /// an hour would have more than all or less than nothing: the curve is the mean. It comes in one to three stretches with gaps between
    /// them, of which some are interruptions.
    /// </summary>
    public Profile Live(int weeks, Random random)
    {
        var profile = new Profile();
        int id = 0;
        for (int week = 0; week < weeks; week++)
        {
            foreach (int hour in Enumerable.Range(0, 5).SelectMany(day => Enumerable.Range(day * 24 + _workStart, WorkHours)))
            {
                if (random.NextDouble() < 0.1) continue;
                double room = Math.Min(_blocks[hour] - 0.02, 1 - _blocks[hour]);
                double share = _blocks[hour] + Math.Clamp(0.12 * Normal(random), -room, room);
                int parts = random.Next(1, 4);
                DateTimeOffset at = Monday.AddDays(7 * week).AddHours(hour).AddMinutes(_shift);
                double focus = 3600 * share / parts, gap = 3600 * (1 - share) / parts;
                for (int part = 0; part < parts; part++)
                {
                    // A gap lies on either side of each stretch, so that hours do not begin with focus more often than they end with it.
                    at = at.AddSeconds(gap / 2 + focus);
                    Add(EventType.Focus, at, focus);
                    if (gap > 60 && random.Next(4) == 0) Add(EventType.Interruption, at.AddSeconds(gap / 4), gap / 4);
                    at = at.AddSeconds(gap / 2);
                }
            }
        }

        return profile;

        void Add(EventType type, DateTimeOffset time, double seconds) => profile.Apply(new AttentionEvent
        {
            Id = $"e{id++}",
            Type = type,
            Time = time,
            UserId = "u",
            Category = type == EventType.Focus ? "work" : "chat",
            Seconds = seconds,
        });
    }

    public static Observations Observed(Profile profile) => Observations.Of(profile, ItemCatalogue.Empty, SupplyOptions.Default);

    /// <summary>Mean distance from the true curve over the hours worked, relative to its mean.</summary>
    public double ErrorOf(IReadOnlyList<double> learned) =>
        WorkedHours.Average(hour => Math.Abs(learned[hour] - Curve[hour])) / WorkedHours.Average(hour => Curve[hour]);

    /// <summary>
    /// What a plan is worth on this person's true curve: of each task priority × hours × the share that gets done, where a slot of focus f
    /// brings 1 − depth·(1 − f/best) of itself.
    /// </summary>
    public double ValueOf(PlanRequest request, PlanResult plan)
    {
        double best = WorkedHours.Max(hour => Curve[hour]);
        return request.Tasks.Sum(task =>
        {
            double done = plan.Blocks.Where(block => block.TaskId == task.Id).Sum(block =>
            {
                double minutes = 0;
                for (DateTimeOffset at = block.Start; at < block.End; at = at.AddMinutes(1))
                    minutes += 1 - task.Depth * (1 - Math.Min(1, Curve[Profile.HourOfWeek(at.UtcDateTime)] / best));
                return minutes;
            });
            return Math.Pow(2, TaskPriority.P4 - task.Priority) * task.Minutes / 60 * Math.Min(1, done / task.Minutes);
        });
    }

    /// <summary>Six are about as much as a day of nine hours holds, half of it deep: what differs between plans is when.</summary>
    public PlanRequest Tasks(Random random, DateOnly date, int count = 6) => new()
    {
        Date = date,
        Tasks = [.. Enumerable.Range(0, count).Select(i => new PlanTask
        {
            Id = $"t{i}",
            Minutes = 15 * random.Next(2, 9),
            MinChunkMinutes = 30,
            Depth = i % 2 == 0 ? 0.9 : 0.1,
            Priority = (TaskPriority)random.Next(1, 5),
            Category = i % 2 == 0 ? "deep" : "light",
        })],
    };

    public PlanResult Plan(PlanRequest request, IReadOnlyList<double> focus, SearchLimit limit)
    {
        DateTimeOffset midnight = new(request.Date!.Value.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var setting = new PlanSetting(TimeZoneInfo.Utc, midnight, focus, WorkingHours, WorkingHours, [], 1, 5, []);
        return PlanDay.Solve(request, setting, limit, TimeProvider.System, CancellationToken.None);
    }

    private static double Bump(double x) => Math.Exp(-x * x / 2);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
