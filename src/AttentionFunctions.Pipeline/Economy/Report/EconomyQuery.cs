namespace AttentionFunctions.Economy;

/// <summary>What to report.</summary>
/// <param name="From">Extended to the Monday before; null for <see cref="DefaultWeeks"/> weeks.</param>
/// <param name="To">Last day, extended to the end of its week; null for the newest settled week.</param>
/// <param name="Count">Groups to list, 1 to <see cref="MaxCount"/>.</param>
public sealed record EconomyQuery(EconomyGrouping By, DateOnly? From = null, DateOnly? To = null, ExposureModel Model = ExposureModel.Logarithmic, int Count = EconomyQuery.DefaultCount)
{
    public const int DefaultWeeks = 4;
    public const int MaxWeeks = 53;
    public const int DefaultCount = 50;
    public const int MaxCount = 1000;

    /// <summary>The weeks that are asked for.</summary>
    /// <exception cref="ArgumentException">They are in the wrong order, or too many.</exception>
    internal (EconomyWeek First, EconomyWeek Last) Weeks(EconomyWeek newest)
    {
        EconomyWeek last = To is { } to ? EconomyWeek.Of(to) : newest;
        EconomyWeek first = From is { } from ? EconomyWeek.Of(from) : last.Add(1 - DefaultWeeks);
        if (first > last) throw new ArgumentException($"from must not be after to; the newest week that can be reported begins on {newest}.");
        return last.Monday.DayNumber - first.Monday.DayNumber < MaxWeeks * EconomyWeek.Days
            ? (first, last)
            : throw new ArgumentException($"A report covers at most {MaxWeeks} weeks.");
    }
}
