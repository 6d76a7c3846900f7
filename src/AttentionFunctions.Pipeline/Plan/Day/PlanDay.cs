using AttentionFunctions.Catalogue;
using AttentionFunctions.Profiles;
using AttentionFunctions.Rank;

namespace AttentionFunctions.Plan;

/// <summary>Request → supply → plan. What is asked and answered is not stored.</summary>
public sealed class PlanDay(ProfileStore profiles, ReadSupply supply, RecommendForUser recommend, CatalogueStore catalogue, TimeProvider time)
{
    /// <summary>What an item takes when nobody said.</summary>
    private const double UsualItemMinutes = 10;

    /// <summary>Recommendations that are looked at for the minutes of consuming.</summary>
    private const int ItemsConsidered = 20;

    /// <param name="userKey">The pseudonym.</param>
    /// <param name="request">Checked, see <see cref="PlanLimits"/>.</param>
    /// <param name="cancel">Ends the search; nothing is returned then.</param>
    /// <exception cref="FormatException">The calendar cannot be read.</exception>
    public async Task<PlanResult> HandleAsync(string userKey, PlanRequest request, CancellationToken cancel = default)
    {
        Profile profile = (await profiles.ReadAsync(userKey, cancel)).Profile;
        AttentionSupply learned = await supply.OfAsync(profile, cancel);
        PlanSetting setting = SettingOf(request, profile, learned) with { Consume = await ConsumeAsync(userKey, request, cancel) };
        return Solve(request, setting, SearchLimit.OfTime(TimeSpan.FromMilliseconds(request.DeadlineMs)), time, cancel);
    }

    internal static PlanResult Solve(PlanRequest request, PlanSetting setting, SearchLimit limit, TimeProvider time, CancellationToken cancel)
    {
        PlanProblem problem = PlanProblem.Of(request, setting);
        PlannedDay day = CpSatPlanner.Plan(problem, limit, time, cancel);
        return new PlanReport(problem, setting, request, day).Write(Conflicts(request, setting, problem, day, limit, time, cancel));
    }

    internal PlanSetting SettingOf(PlanRequest request, Profile profile, AttentionSupply learned)
    {
        TimeZoneInfo zone = request.TimeZone is { } id ? TimeZoneInfo.FindSystemTimeZoneById(id) : LocalHours.ZoneOf(profile);
        DateTimeOffset now = request.Now ?? time.GetUtcNow();
        DateOnly first = request.Date ?? LocalHours.DateOf(now, zone);
        List<FixedEvent> appointments = [.. request.Fixed];
        if (request.Calendar is { } calendar)
            appointments.AddRange(Calendars.Read(calendar, LocalHours.StartOf(first, zone), LocalHours.StartOf(first.AddDays(request.Days), zone), zone));
        return new PlanSetting(
            zone, now,
            request.Focus switch
            {
                { Count: 24 } day => [.. Enumerable.Range(0, Profile.HoursOfWeek).Select(hour => day[hour % 24])],
                { } week => week,
                null => learned.Curve,
            },
            request.WorkingHours ?? (profile.Settings.WorkingHours.Value is { } hours ? new DayWindow(hours.From, hours.To) : PlanSetting.UsualWork),
            request.PersonalHours ?? PlanSetting.UsualPersonal,
            appointments,
            request.CorrectEstimates ? learned.EstimateBias.Value : 1,
            learned.SwitchingMinutes.Value, []);
    }

    private async Task<IReadOnlyList<ConsumeItem>> ConsumeAsync(string userKey, PlanRequest request, CancellationToken cancel)
    {
        if (request.ConsumeMinutes == 0) return [];
        Slate slate = await recommend.HandleAsync(new RankRequest(userKey, ItemsConsidered), cancel);
        ItemCatalogue items = await catalogue.CurrentAsync(cancel);
        return [.. slate.Items.Select(item => new ConsumeItem(
            item.ItemId, item.Title, items.ExpectedSeconds(item.ItemId) is { } seconds and > 0 ? seconds / 60 : UsualItemMinutes))];
    }

    /// <summary>
    /// One set of demands after another, as long as there is time: the due dates of a found set are given up before the next is looked for.
    /// </summary>
    private static List<PlanConflict> Conflicts(
        PlanRequest request, PlanSetting setting, PlanProblem problem, PlannedDay day, SearchLimit limit, TimeProvider time, CancellationToken cancel)
    {
        var conflicts = new List<PlanConflict>();
        var placed = new int[problem.Items.Length];
        foreach (Chunk chunk in day.Chunks) placed[chunk.Item] += chunk.Length;
        bool missed = problem.Items.Where((item, i) => item.IsHard && placed[i] < item.Slots).Any();
        long started = time.GetTimestamp();
        while (missed && time.GetElapsedTime(started) is var elapsed && !limit.IsOverAfter(elapsed))
        {
            cancel.ThrowIfCancellationRequested();
            if (new ConflictSearch(request, setting, time, limit.After(elapsed)).Find() is not { } conflict) break;
            conflicts.Add(conflict);
            HashSet<string?> blamed = [.. conflict.Demands.Where(demand => demand.Kind == "due").Select(demand => demand.Id)];
            request = request with { Tasks = [.. request.Tasks.Select(task => blamed.Contains(task.Id) ? task with { DueIsHard = false } : task)] };
        }

        return conflicts;
    }
}
