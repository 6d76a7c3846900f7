namespace AttentionFunctions.Plan;

/// <summary>A request as both planners, the score and the explanation see it: slots, items and the rules of the day.</summary>
internal sealed class PlanProblem
{
    /// <summary>Points for an hour of weight 1 with full progress. Whole numbers, as the solver wants them.</summary>
    public const int PointsPerHour = 200;

    private const double SlotsPerHour = 60.0 / PlanSlot.Minutes;

    /// <summary>Part of the worth that only a finished task brings.</summary>
    private const double FinishShare = 0.3;

    /// <summary>What an hour after a soft due date is still worth.</summary>
    private const double LateShare = 0.3;

    /// <summary>What work that needs no focus loses in the best hour, so that it leaves that hour to others.</summary>
    private const double PeakReserve = 0.1;

    /// <summary>What a day's delay costs.</summary>
    private const double DelayShare = 0.05;

    /// <summary>What staying where the last plan had it is worth, in hours of weight 1.</summary>
    private const double StabilityShare = 0.5;

    /// <summary>Part of the open time that may be filled at no cost; what is filled beyond it costs <see cref="SlackCost"/> a slot.</summary>
    private const double FillShare = 0.85;

    private PlanProblem(PlanSlot[] slots, PlanItem[] items, PlanRequest request, PlanSetting setting)
    {
        Slots = slots;
        Items = items;
        BreakAfter = request.BreakAfterMinutes / PlanSlot.Minutes;
        FocusCap = request.DailyFocusMinutes is { } minutes ? minutes / PlanSlot.Minutes : int.MaxValue;
        BlockCost = (long)Math.Round(setting.SwitchingMinutes / 60 * PointsPerHour);
        Days = request.Days;
        FillLimit = [.. Enumerable.Range(0, Days).Select(day =>
            (int)(FillShare * slots.Count(slot => slot.Day == day && slot.IsFree && slot.IsWork)))];

        // One missed hard due date outweighs everything else together.
        MissedCost = 1 + items.Sum(item => item.Finish + item.Slots * (Math.Max(0, item.Gain.DefaultIfEmpty().Max()) + BlockCost + SlackCost));
    }

    public PlanSlot[] Slots { get; }

    public PlanItem[] Items { get; }

    public int Days { get; }

    /// <summary>Slots of work in a row, at most.</summary>
    public int BreakAfter { get; }

    /// <summary>Slots of deep work a day, at most.</summary>
    public int FocusCap { get; }

    /// <summary>Points that beginning a block costs; half comes back where the block before it has the same category.</summary>
    public long BlockCost { get; }

    public long Refund => BlockCost / 2;

    /// <summary>By day: work placed in the working hours that costs nothing.</summary>
    public int[] FillLimit { get; }

    public static long SlackCost => PointsPerHour / 10;

    public long MissedCost { get; }

    public static PlanProblem Of(PlanRequest request, PlanSetting setting)
    {
        PlanSlot[] slots = PlanSlot.Of(request, setting);
        double peak = slots.Where(slot => slot.IsWork || slot.IsPersonal).Select(slot => slot.Focus).DefaultIfEmpty(1).Max();
        var items = new List<PlanItem>();
        var index = request.Tasks.Select((task, i) => (task.Id, i)).ToDictionary(pair => pair.Id, pair => pair.i, StringComparer.Ordinal);
        foreach (PlanTask task in request.Tasks) items.Add(OfTask(task, index, request, setting, slots, peak));
        foreach (Habit habit in request.Habits) items.AddRange(OfHabit(habit, request, slots, peak));
        items.AddRange(OfConsume(request, setting, slots, peak));
        return new PlanProblem(slots, [.. items], request, setting);
    }

    /// <summary>
    /// Progress that a slot is expected to bring: 1 − depth·(1 − focus/peak); an item of depth 1 gets as far as focus goes, one of depth 0
    /// as far everywhere.
    /// </summary>
    public static double Progress(double depth, double focus, double peak) => 1 - depth * (1 - Math.Min(1, focus / peak));

    private static PlanItem OfTask(
        PlanTask task, Dictionary<string, int> index, PlanRequest request, PlanSetting setting, PlanSlot[] slots, double peak)
    {
        int breakAfter = request.BreakAfterMinutes / PlanSlot.Minutes;
        int effort = SlotsFor(task.Minutes * setting.EffortFactor);
        int least = task.MinChunkMinutes is { } minutes ? Math.Min(SlotsFor(minutes), effort) : effort;
        int most = task.MinChunkMinutes is null && task.MaxChunkMinutes is null
            ? effort
            : Math.Max(least, Math.Min(task.MaxChunkMinutes is { } longest ? SlotsFor(longest) : breakAfter, breakAfter));
        if (task.MinChunkMinutes is null && task.MaxChunkMinutes is not null) least = 1;
        effort = PlanItem.Representable(effort, least, Math.Min(most, Math.Max(effort, least)));
        most = Math.Min(most, effort);

        int due = task.Due is { } at ? slots.Count(slot => slot.End <= at) : slots.Length;
        DateTimeOffset earliest = task.Earliest ?? DateTimeOffset.MinValue;
        double weight = PriorityWeight(task.Priority) * task.Value * Urgency(task.Due, slots);
        var allowed = new bool[slots.Length];
        for (int slot = 0; slot < slots.Length; slot++)
        {
            bool inHours = task.Hours switch
            {
                TaskHours.Work => slots[slot].IsWork,
                TaskHours.Personal => slots[slot].IsPersonal,
                _ => slots[slot].IsWork || slots[slot].IsPersonal,
            };
            allowed[slot] = inHours && slots[slot].IsFree && slots[slot].Start >= earliest && (!task.DueIsHard || slot < due);
        }

        return new PlanItem
        {
            Id = task.Id,
            Kind = BlockKind.Task,
            Title = task.Title,
            Category = task.Category,
            Slots = effort,
            Least = least,
            Most = most,
            Depth = task.Depth,
            Weight = weight,
            Due = due,
            DueAt = task.Due,
            IsHard = task.DueIsHard,
            After = [.. (task.After ?? []).Distinct().Select(id => index[id])],
            Allowed = allowed,
            Gain = Gains(task.Id, weight, task.Depth, due, request, slots, peak),
            Finish = (long)Math.Round(FinishShare * weight * effort / SlotsPerHour * PointsPerHour),
        };
    }

    private static IEnumerable<PlanItem> OfHabit(Habit habit, PlanRequest request, PlanSlot[] slots, double peak)
    {
        int effort = SlotsFor(habit.Minutes);
        double weight = PriorityWeight(habit.Priority);
        for (int day = 0; day < request.Days; day++)
        {
            DayOfWeek weekday = slots.First(slot => slot.Day == day).Start.DayOfWeek;
            if (habit.Days is { Count: > 0 } days && !days.Contains(weekday)) continue;
            var allowed = new bool[slots.Length];
            for (int slot = 0; slot < slots.Length; slot++)
            {
                TimeOnly from = TimeOnly.FromDateTime(slots[slot].Start.DateTime);
                bool inWindow = habit.Window is { } window
                    ? window.Covers(from) && window.Covers(from.AddMinutes(PlanSlot.Minutes - 1))
                    : slots[slot].IsWork || slots[slot].IsPersonal;
                allowed[slot] = slots[slot].Day == day && inWindow && slots[slot].IsFree;
            }

            yield return new PlanItem
            {
                Id = habit.Id,
                Kind = BlockKind.Habit,
                Title = habit.Title,
                Category = habit.Id,
                Slots = effort,
                Least = effort,
                Most = effort,
                Depth = habit.Depth,
                Weight = weight,
                Due = slots.Length,
                IsHard = false,
                IsRest = habit.Rest,
                Allowed = allowed,
                Gain = Gains(habit.Id, weight, habit.Depth, slots.Length, request, slots, peak),
                Finish = (long)Math.Round(FinishShare * weight * effort / SlotsPerHour * PointsPerHour),
            };
        }
    }

    /// <summary>One day's share after another, the best first. What takes longer is read as asking for more focus.</summary>
    private static IEnumerable<PlanItem> OfConsume(PlanRequest request, PlanSetting setting, PlanSlot[] slots, double peak)
    {
        const string category = "consume";
        const double longMinutes = 60;
        int left = request.ConsumeMinutes * request.Days / PlanSlot.Minutes;
        foreach (ConsumeItem item in setting.Consume)
        {
            int effort = SlotsFor(item.Minutes);
            if (effort > left) continue;
            left -= effort;
            double depth = Math.Min(1, item.Minutes / longMinutes);
            double weight = PriorityWeight(TaskPriority.P4);
            yield return new PlanItem
            {
                Id = item.ItemId,
                Kind = BlockKind.Consume,
                Title = item.Title,
                Category = category,
                Slots = effort,
                Least = effort,
                Most = effort,
                Depth = depth,
                Weight = weight,
                Due = slots.Length,
                IsHard = false,
                Allowed = [.. slots.Select(slot => slot.IsFree && (slot.IsWork || slot.IsPersonal))],
                Gain = Gains(item.ItemId, weight, depth, slots.Length, request, slots, peak),
                Finish = (long)Math.Round(FinishShare * weight * effort / SlotsPerHour * PointsPerHour),
            };
        }
    }

    private static long[] Gains(string id, double weight, double depth, int due, PlanRequest request, PlanSlot[] slots, double peak)
    {
        PlannedBlock[] last = [.. request.LastPlan.Where(block => block.TaskId == id)];
        var gains = new long[slots.Length];
        for (int slot = 0; slot < slots.Length; slot++)
        {
            double focus = slots[slot].Focus;
            double worth = (1 - FinishShare) * weight * (slot < due ? 1 : LateShare) * (1 - DelayShare * slots[slot].Day)
                * (Progress(depth, focus, peak) - PeakReserve * (1 - depth) * Math.Min(1, focus / peak));
            if (Array.Exists(last, block => block.Start <= slots[slot].Start && block.End >= slots[slot].End)) worth += StabilityShare;
            gains[slot] = (long)Math.Round(worth / SlotsPerHour * PointsPerHour);
        }

        return gains;
    }

    private static int SlotsFor(double minutes) => Math.Max(1, (int)Math.Ceiling(minutes / PlanSlot.Minutes - 1e-9));

    private static double PriorityWeight(TaskPriority priority) => Math.Pow(2, TaskPriority.P4 - priority);

    /// <summary>1 without a due date, up to 2 for what is due within the first day.</summary>
    private static double Urgency(DateTimeOffset? due, PlanSlot[] slots) =>
        due is { } at ? 1 + 1 / (1 + Math.Max(0, Math.Floor((at - slots[0].Start).TotalDays))) : 1;
}
