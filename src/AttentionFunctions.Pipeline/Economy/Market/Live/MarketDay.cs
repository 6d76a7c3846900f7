namespace AttentionFunctions.Economy;

/// <summary>As stored: a day of all campaigns as of the newest settlement; what instances bid by and what statements say.</summary>
/// <param name="Day">UTC.</param>
/// <param name="Instances">That sold something in the minutes before; at least 1.</param>
/// <param name="ClickRate">Clicks by unit of exposure × appeal, of all campaigns together.</param>
internal sealed record MarketDay(
    int FormatVersion, DateOnly Day, DateTimeOffset At, int Instances, double ClickRate, IReadOnlyDictionary<string, CampaignTally> Campaigns)
{
    public const int CurrentFormat = 1;

    /// <summary>Of each day, how long after its end its places can be clicked: see <see cref="SettleClicks.Attribution"/>; then a grace for the queue.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <summary>Days, ascending, on whose places a click may still be charged; the last is today.</summary>
    public static IReadOnlyList<DateOnly> Open(DateTimeOffset now)
    {
        DateOnly today = Of(now), first = Of(now - SettleClicks.Attribution - Grace);
        return [.. Enumerable.Range(0, today.DayNumber - first.DayNumber + 1).Select(first.AddDays)];
    }

    public static DateOnly Of(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    public static DateTimeOffset Start(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}

/// <summary>What a campaign did on a day.</summary>
/// <param name="Shown">By all instances together.</param>
/// <param name="Clicks">On places, each once, charged or not.</param>
/// <param name="Unbilled">Of these, free: the rest of the budget was less than their price.</param>
/// <param name="Spent">Never above the budget.</param>
/// <param name="Budget">As the campaign said when the day was settled last.</param>
/// <param name="Multiplier">μ: bids are value / (1 + μ).</param>
/// <param name="ClickFactor">How much more often than others of its appeal it is clicked.</param>
internal sealed record CampaignTally(
    ShownCount Shown, long Clicks, long Unbilled, double Spent, double Budget, double Multiplier, double ClickFactor)
{
    public static CampaignTally None { get; } = new(ShownCount.None, 0, 0, 0, 0, 0, 1);
}
