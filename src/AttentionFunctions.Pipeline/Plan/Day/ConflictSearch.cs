using System.Globalization;

namespace AttentionFunctions.Plan;

/// <summary>
/// Which demands of a request cannot all be met, and as few as possible of them. QuickXplain (Junker 2004) over questions to the solver finds
/// a set of which none can be left out, with about k·log(n/k) questions for k of n demands; implicit hitting sets then look for a smaller one.
/// </summary>
/// <remarks>
/// Smallest sets by hitting set duality (Ignatiev, Previti, Liffiton and Marques-Silva, CP 2015, algorithm 1): where some demands can be met
/// together, every contradiction holds one of the others. So a smallest set that holds one of each such rest is a bound from below, and the
/// answer as soon as it contradicts itself or is as large as the set already known.
/// </remarks>
internal sealed class ConflictSearch(PlanRequest request, PlanSetting setting, TimeProvider time, SearchLimit limit)
{
    private static readonly DayWindow AllDay = new(TimeOnly.MinValue, TimeOnly.MinValue);

    private readonly long _started = time.GetTimestamp();
    private bool _minimal = true;

    /// <summary>Null when all can be met, or when no contradiction was found in time.</summary>
    public PlanConflict? Find()
    {
        List<Demand> all = Demands();
        if (Contradicts(all) != true) return null;
        List<Demand> blamed = Explain([], false, all);
        bool minimal = _minimal;
        (IReadOnlyList<Demand> fewest, bool smallest) = Fewest(all, blamed);
        return new PlanConflict(fewest, minimal || smallest, smallest);
    }

    private (IReadOnlyList<Demand> Demands, bool IsSmallest) Fewest(List<Demand> all, List<Demand> known)
    {
        var rests = new List<int[]>();
        while (HittingSet.Smallest(rests, all.Count) is { } hit)
        {
            if (hit.Count >= known.Count) return (known, true);
            List<Demand> kept = [.. hit.Select(i => all[i])];
            switch (Contradicts(kept))
            {
                case true: return (kept, true);
                case null: return (known, false);
            }

            // As much as can be met besides, so that the rest is small and says much.
            var met = hit.ToHashSet();
            for (int i = 0; i < all.Count; i++)
                if (!met.Contains(i) && Contradicts([.. kept, all[i]]) == false && met.Add(i)) kept.Add(all[i]);
            rests.Add([.. Enumerable.Range(0, all.Count).Where(i => !met.Contains(i))]);
        }

        return (known, false);
    }

    /// <summary>What could be given up, what people would give up first at the end.</summary>
    private List<Demand> Demands()
    {
        var demands = new List<Demand>();
        foreach (PlanTask task in request.Tasks.Where(task => task.DueIsHard))
            demands.Add(new Demand("due", task.Id, $"{Name(task)} ({task.Minutes} min) is due {At(task.Due!.Value)} without exception"));
        HashSet<string> needed = Needed();
        foreach (PlanTask task in request.Tasks.Where(task => needed.Contains(task.Id)))
        {
            foreach (string before in (task.After ?? []).Distinct())
                demands.Add(new Demand("after", $"{before}>{task.Id}", $"{Name(task)} waits for '{before}'"));
            if (task.Earliest is { } earliest) demands.Add(new Demand("earliest", task.Id, $"{Name(task)} cannot start before {At(earliest)}"));
            if (task.Minutes > PlanSlot.Minutes) demands.Add(new Demand("chunks", task.Id, Chunks(task)));
        }

        foreach (FixedEvent appointment in setting.Fixed)
            demands.Add(new Demand("fixed", appointment.Id, $"'{appointment.Title ?? appointment.Id}' {At(appointment.Start)} to {At(appointment.End)} does not move"));
        if (request.DailyFocusMinutes is { } cap) demands.Add(new Demand("focusCap", null, $"at most {cap} min of deep work a day"));
        demands.Add(new Demand("breaks", null, $"a break after {request.BreakAfterMinutes} min"));
        if (request.QuietHours is { } quiet) demands.Add(new Demand("quiet", null, $"nothing is placed {quiet}"));
        demands.Add(new Demand("hours", null, $"working hours {setting.WorkingHours}, personal hours {setting.PersonalHours}"));
        return demands;
    }

    private HashSet<string> Needed()
    {
        var byId = request.Tasks.ToDictionary(task => task.Id, StringComparer.Ordinal);
        var needed = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(request.Tasks.Where(task => task.DueIsHard).Select(task => task.Id));
        while (open.TryDequeue(out string? id))
        {
            if (!needed.Add(id)) continue;
            foreach (string before in byId[id].After ?? []) open.Enqueue(before);
        }

        return needed;
    }

    /// <summary>The part of <paramref name="candidates"/> that, with <paramref name="background"/>, contradicts itself.</summary>
    private List<Demand> Explain(List<Demand> background, bool changed, List<Demand> candidates)
    {
        if (changed && Contradicts(background) == true) return [];
        if (candidates.Count == 1) return candidates;
        int half = candidates.Count / 2;
        List<Demand> first = candidates[..half], second = candidates[half..];
        List<Demand> fromSecond = Explain([.. background, .. first], first.Count > 0, second);
        List<Demand> fromFirst = Explain([.. background, .. fromSecond], fromSecond.Count > 0, first);
        return [.. fromFirst, .. fromSecond];
    }

    /// <summary>Null when time does not suffice; the caller then keeps too many demands rather than too few.</summary>
    private bool? Contradicts(IReadOnlyCollection<Demand> kept)
    {
        TimeSpan elapsed = time.GetElapsedTime(_started);
        if (limit.IsOverAfter(elapsed))
        {
            _minimal = false;
            return null;
        }

        bool? feasible = CpSatPlanner.IsFeasible(PlanProblem.Of(With(kept), SettingWith(kept)), limit.After(elapsed).OfQuestion);
        if (feasible is null) _minimal = false;
        return !feasible;
    }

    /// <summary>The request with the other demands given up.</summary>
    private PlanRequest With(IReadOnlyCollection<Demand> kept)
    {
        HashSet<(string, string?)> keys = [.. kept.Select(demand => (demand.Kind, demand.Id))];
        return request with
        {
            DailyFocusMinutes = keys.Contains(("focusCap", null)) ? request.DailyFocusMinutes : null,
            BreakAfterMinutes = keys.Contains(("breaks", null)) ? request.BreakAfterMinutes : request.Days * 1500,
            QuietHours = keys.Contains(("quiet", null)) ? request.QuietHours : null,
            WorkingDays = keys.Contains(("hours", null)) ? request.WorkingDays : Enum.GetValues<DayOfWeek>(),
            Habits = [],
            LastPlan = [],
            ConsumeMinutes = 0,
            Tasks = [.. request.Tasks.Select(task => task with
            {
                DueIsHard = task.DueIsHard && keys.Contains(("due", task.Id)),
                Earliest = keys.Contains(("earliest", task.Id)) ? task.Earliest : null,
                After = [.. (task.After ?? []).Where(before => keys.Contains(("after", $"{before}>{task.Id}")))],
                MinChunkMinutes = keys.Contains(("chunks", task.Id)) ? task.MinChunkMinutes : 1,
                MaxChunkMinutes = keys.Contains(("chunks", task.Id)) ? task.MaxChunkMinutes : null,
            })],
        };
    }

    private PlanSetting SettingWith(IReadOnlyCollection<Demand> kept) => setting with
    {
        Fixed = [.. setting.Fixed.Where(appointment => kept.Any(demand => demand.Kind == "fixed" && demand.Id == appointment.Id))],
        WorkingHours = kept.Any(demand => demand.Kind == "hours") ? setting.WorkingHours : AllDay,
        PersonalHours = kept.Any(demand => demand.Kind == "hours") ? setting.PersonalHours : AllDay,
        Consume = [],
    };

    private string At(DateTimeOffset instant) =>
        TimeZoneInfo.ConvertTime(instant, setting.Zone).ToString("ddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Name(PlanTask task) => $"'{task.Title ?? task.Id}'";

    private static string Chunks(PlanTask task) => (task.MinChunkMinutes, task.MaxChunkMinutes) switch
    {
        (null, null) => $"{Name(task)} is done in one piece",
        ({ } least, null) => $"{Name(task)} is done in parts of at least {least} min",
        (null, { } most) => $"{Name(task)} is done in parts of at most {most} min",
        ({ } least, { } most) => $"{Name(task)} is done in parts of {least} to {most} min",
    };
}
