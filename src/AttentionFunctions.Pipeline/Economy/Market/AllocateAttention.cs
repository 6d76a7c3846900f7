namespace AttentionFunctions.Economy;

/// <summary>A day's attention, who wants it, and how much of it may be sponsored.</summary>
public sealed record AllocationRequest
{
    public const int MaxSegments = 200;
    public const int MaxDemands = 500;

    /// <summary>The pool. Empty: the categories and their mean day in the newest week that can be reported.</summary>
    public IReadOnlyList<AttentionSegment> Segments { get; init => field = value ?? []; } = [];

    /// <summary>Empty: the stored campaigns that are active, in their categories, up to their daily budgets.</summary>
    public IReadOnlyList<AttentionDemand> Campaigns { get; init => field = value ?? []; } = [];

    /// <summary>The share of each segment's attention that may be sponsored, 0 to 1.</summary>
    public double Cap { get; init; } = 0.15;

    /// <summary>Makes the value of a click into the value of a second, for stored campaigns; more than 0, at most 10. Default: a click in 100 s.</summary>
    public double ClicksPerSecond { get; init; } = 0.01;

    /// <summary>What is wrong with it, in words; null when nothing is.</summary>
    internal string? Fault()
    {
        if (Segments.Count > MaxSegments || Campaigns.Count > MaxDemands) return $"At most {MaxSegments} segments and {MaxDemands} campaigns fit one request.";
        if (Cap is not (>= 0 and <= 1)) return "cap must be from 0 to 1.";
        if (ClicksPerSecond is not (> 0 and <= 10)) return "clicksPerSecond must be more than 0 and at most 10.";
        if (Segments.Any(segment => segment is not { Name.Length: >= 1 and <= 256, Seconds: >= 0 and <= 1e12 }))
            return "Every segment needs a name of 1 to 256 characters and seconds from 0 to 10^12.";
        if (Segments.DistinctBy(segment => segment.Name).Count() < Segments.Count) return "Every segment needs a name of its own.";
        if (Campaigns.Any(campaign => campaign is not { Id.Length: >= 1 and <= 256, ValuePerSecond: > 0 and <= 1e6, Budget: >= 0 and <= 1e9, FloorSeconds: >= 0 and <= 1e12 }))
            return "Every campaign needs an id of 1 to 256 characters, valuePerSecond of more than 0 and at most 10^6, budget from 0 to 10^9 and floorSeconds from 0 to 10^12.";
        if (Campaigns.DistinctBy(campaign => campaign.Id).Count() < Campaigns.Count) return "Every campaign needs an id of its own.";
        return Campaigns.Any(campaign => campaign.Affinity is { } affinity && (affinity.Count > MaxSegments || affinity.Values.Any(value => value is not (>= 0 and <= 1000))))
            ? $"An affinity has at most {MaxSegments} segments, with values from 0 to 1000."
            : null;
    }
}

/// <summary>Plans a day's attention from what is given, and from what is known where nothing is given.</summary>
public sealed class AllocateAttention(CampaignStore campaigns, ReportEconomy report)
{
    /// <exception cref="ArgumentException">The request is not valid.</exception>
    public async Task<PoolPlan> HandleAsync(AllocationRequest request, CancellationToken cancel = default)
    {
        if (request.Fault() is { } fault) throw new ArgumentException(fault);
        IReadOnlyList<AttentionSegment> segments = request.Segments.Count > 0 ? request.Segments : await PoolAsync(cancel);
        IReadOnlyList<AttentionDemand> demands = request.Campaigns.Count > 0 ? request.Campaigns : await StoredAsync(request.ClicksPerSecond, cancel);
        if (segments.Count == 0)
            throw new ArgumentException("There is no attention to allocate: give segments, or wait for a week that can be reported (see economy).");
        return demands.Count > 0
            ? PoolAllocation.Solve(segments, demands, request.Cap)
            : throw new ArgumentException("There are no campaigns: give some, or store some (PUT /api/campaigns/{id}).");
    }

    /// <summary>Only categories that may be named: what is sold must be published.</summary>
    private async Task<IReadOnlyList<AttentionSegment>> PoolAsync(CancellationToken cancel)
    {
        DateOnly newest = report.NewestSettled.Monday;
        EconomyReport week = await report.HandleAsync(
            new EconomyQuery(EconomyGrouping.Category, newest, newest, Count: AllocationRequest.MaxSegments), cancel);
        return [.. week.Groups.Where(group => group.AttentionSeconds > 0).Select(group => new AttentionSegment(group.Name, group.AttentionSeconds / EconomyWeek.Days))];
    }

    private async Task<IReadOnlyList<AttentionDemand>> StoredAsync(double clicksPerSecond, CancellationToken cancel) =>
        [.. (await campaigns.ListAsync(cancel)).Where(stored => stored.Campaign.Active).Take(AllocationRequest.MaxDemands).Select(stored => new AttentionDemand(
            stored.Id, stored.Campaign.ValuePerClick * clicksPerSecond, stored.Campaign.DailyBudget,
            stored.Campaign.Categories?.Distinct(StringComparer.Ordinal).ToDictionary(category => category, _ => 1.0)))];
}
