using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;

namespace AttentionFunctions.Profiles;

/// <summary>Where a person's attention goes, when, and how it holds: computed from the profile when asked for.</summary>
/// <param name="Direction">Shares of attention by category, largest first, summing to 1; empty without positive attention.</param>
/// <param name="HoursOfWeek">168 hours, 0 = Monday 00:00 in <paramref name="TimeZone"/>.</param>
/// <param name="Daily">The newest days with any event, oldest first, as far back as events are remembered.</param>
/// <param name="TimeZone">IANA id the hours are in: the user's, or UTC.</param>
public sealed record AttentionFlow(
    IReadOnlyList<AttentionShare> Direction,
    IReadOnlyList<HourOfWeekAttention> HoursOfWeek,
    IReadOnlyList<DayOfAttention> Daily,
    FocusSummary Focus,
    SwitchingSummary Switching,
    string TimeZone,
    long Events,
    DateTimeOffset? LastEventAt)
{
    /// <summary>As far back as remembered events usually reach.</summary>
    private const int DaysShown = 28;

    /// <summary>What has no category of its own.</summary>
    private const string Uncategorised = "uncategorised";

    /// <summary>A longer pause ends a session.</summary>
    private static readonly TimeSpan SessionGap = TimeSpan.FromMinutes(30);

    public static AttentionFlow Of(Profile profile, ItemCatalogue catalogue, AttentionWeight weights)
    {
        (string zoneId, int offsetHours) = ZoneOf(profile);
        return new AttentionFlow(
            DirectionOf(profile, catalogue, weights),
            [.. Enumerable.Range(0, Profile.HoursOfWeek).Select(hour =>
            {
                int utc = (hour - offsetHours + Profile.HoursOfWeek) % Profile.HoursOfWeek;
                return new HourOfWeekAttention(hour, profile.AttentionMs[utc] / 1000.0, profile.EventCounts[utc]);
            })],
            DailyOf(profile, TimeSpan.FromHours(offsetHours)),
            FocusOf(profile),
            SwitchingOf(profile, catalogue),
            zoneId,
            profile.TotalEvents,
            profile.Entries.Count > 0 ? profile.Entries[^1].Time : null);
    }

    private static IReadOnlyList<AttentionShare> DirectionOf(Profile profile, ItemCatalogue catalogue, AttentionWeight weights)
    {
        var attention = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (ProfileEntry entry in profile.Entries)
        {
            // A search names no item and an interruption takes attention away: neither says where attention goes.
            if (entry.Type is EventType.Search or EventType.Interruption or EventType.UserUpdated) continue;
            IReadOnlyList<string> categories = CategoriesOf(entry, catalogue);
            double weight = entry.WeightBy(weights, catalogue.ExpectedSeconds(entry.Subject))
                * weights.Decay(profile.Entries[^1].Time - entry.Time) / categories.Count;
            foreach (string category in categories) attention[category] = attention.GetValueOrDefault(category) + weight;
        }

        // Attention that was refused on balance has no share.
        double total = attention.Values.Where(weight => weight > 0).Sum();
        return [.. attention.Where(pair => pair.Value > 0)
            .Select(pair => new AttentionShare(pair.Key, pair.Value / total))
            .OrderByDescending(share => share.Share).ThenBy(share => share.Category, StringComparer.Ordinal)];
    }

    /// <summary>What the hours of the week sum up over all weeks, day by day: of the remembered events only.</summary>
    private static IReadOnlyList<DayOfAttention> DailyOf(Profile profile, TimeSpan offset) =>
        [.. profile.Entries.Where(entry => entry.Type != EventType.UserUpdated)
            .GroupBy(entry => DateOnly.FromDateTime(entry.Time.ToOffset(offset).Date))
            .Select(day => new DayOfAttention(day.Key, day.Sum(entry => entry.Seconds ?? 0), day.Count()))
            .OrderBy(day => day.Day).TakeLast(DaysShown)];

    private static FocusSummary FocusOf(Profile profile)
    {
        double[] focus = [.. profile.Entries.Where(entry => entry.Type == EventType.Focus).Select(entry => entry.Seconds ?? 0)];
        double[] broken = [.. profile.Entries.Where(entry => entry.Type == EventType.Interruption).Select(entry => entry.Seconds ?? 0)];
        return new FocusSummary(focus.Length, focus.Sum(), focus.DefaultIfEmpty().Max(), broken.Length, broken.Sum());
    }

    private static SwitchingSummary SwitchingOf(Profile profile, ItemCatalogue catalogue)
    {
        int sessions = 0, steps = 0, switches = 0;
        ProfileEntry? previous = null;
        foreach (ProfileEntry entry in profile.Entries.Where(entry => entry.Type.IsInteraction() || entry.Type == EventType.Focus))
        {
            if (previous is not { } before || entry.Time - before.Time > SessionGap)
            {
                sessions++;
            }
            else
            {
                steps++;
                if (!CategoriesOf(before, catalogue).Intersect(CategoriesOf(entry, catalogue)).Any()) switches++;
            }

            previous = entry;
        }

        return new SwitchingSummary(sessions, switches, steps == 0 ? 0 : (double)switches / steps);
    }

    private static IReadOnlyList<string> CategoriesOf(ProfileEntry entry, ItemCatalogue catalogue) =>
        entry.Type.IsAttention() ? [entry.Subject]
        : catalogue.Find(entry.Subject)?.Fields.Categories is { Count: > 0 } categories ? categories
        : [Uncategorised];

    /// <summary>The offset is the one at the newest event: hours of the week are kept in UTC, so a change of clocks shifts them by one.</summary>
    private static (string Id, int OffsetHours) ZoneOf(Profile profile) =>
        profile.Settings.TimeZone.Value is { } id && profile.Entries.Count > 0 && TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone)
            ? (id, (int)Math.Round(zone.GetUtcOffset(profile.Entries[^1].Time).TotalHours))
            : ("UTC", 0);
}

public sealed record AttentionShare(string Category, double Share);

/// <param name="Seconds">Attention held in this hour, summed over all weeks.</param>
public sealed record HourOfWeekAttention(int Hour, double Seconds, int Events);

/// <param name="Seconds">Attention held on this day.</param>
public sealed record DayOfAttention(DateOnly Day, double Seconds, int Events);

/// <param name="Blocks">Number of <c>focus</c> events remembered.</param>
public sealed record FocusSummary(int Blocks, double TotalSeconds, double LongestSeconds, int Interruptions, double InterruptedSeconds);

/// <param name="Rate">Share of steps within a session that change the category, 0 to 1.</param>
public sealed record SwitchingSummary(int Sessions, int Switches, double Rate);
