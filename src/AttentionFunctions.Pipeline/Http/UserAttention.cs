using AttentionFunctions.Plan;
using AttentionFunctions.Profiles;

namespace AttentionFunctions.Http;

/// <summary>Where a user's attention went, and what there is of it to plan with.</summary>
/// <param name="Supply">The focus curve of the week with its uncertainty, and what switching and interruptions cost.</param>
/// <param name="Days">Reports of the newest days with work, oldest first.</param>
/// <param name="Weeks">The same by week.</param>
public sealed record UserAttention(
    IReadOnlyList<AttentionShare> Direction, IReadOnlyList<HourOfWeekAttention> HoursOfWeek, IReadOnlyList<DayOfAttention> Daily, FocusSummary Focus, SwitchingSummary Switching,
    string TimeZone, long Events, DateTimeOffset? LastEventAt,
    AttentionSupply Supply, IReadOnlyList<PeriodReport> Days, IReadOnlyList<PeriodReport> Weeks)
{
    public static UserAttention Of(
        AttentionFlow flow, AttentionSupply supply, IReadOnlyList<PeriodReport> days, IReadOnlyList<PeriodReport> weeks) => new(
        flow.Direction, flow.HoursOfWeek, flow.Daily, flow.Focus, flow.Switching, flow.TimeZone, flow.Events, flow.LastEventAt, supply, days, weeks);
}
