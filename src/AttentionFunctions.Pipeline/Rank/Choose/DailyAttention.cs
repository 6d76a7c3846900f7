using AttentionFunctions.Events;
using AttentionFunctions.Profiles;

namespace AttentionFunctions.Rank;

/// <summary>What a person wants to give in a day, and what items have held today.</summary>
internal static class DailyAttention
{
    /// <summary>Of <see cref="UserSettings.Preferences"/>: a duration such as <c>45m</c>.</summary>
    public const string Preference = "dailyAttention";

    /// <summary>Null when the user's settings say nothing, or nothing that can be read.</summary>
    public static TimeSpan? LimitOf(Profile profile) =>
        profile.Settings.Preferences.Value is { } preferences && preferences.TryGetValue(Preference, out string? text)
            ? FilterDuration.Parse(text)
            : null;

    /// <summary>Seconds that behaviour events of the user's today held; today is by the user's time zone, UTC without one.</summary>
    public static double ConsumedToday(Profile profile, DateTimeOffset now)
    {
        TimeZoneInfo zone = profile.Settings.TimeZone.Value is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? found) ? found : TimeZoneInfo.Utc;
        DateTime today = TimeZoneInfo.ConvertTime(now, zone).Date;
        double seconds = 0;
        for (int i = profile.Entries.Count - 1; i >= 0; i--)
        {
            ProfileEntry entry = profile.Entries[i];

            // Entries are in order of time: what comes before yesterday cannot be of today.
            if (now - entry.Time > TimeSpan.FromDays(2)) break;
            if (entry.Type.IsBehaviour() && TimeZoneInfo.ConvertTime(entry.Time, zone).Date == today) seconds += entry.Seconds ?? 0;
        }

        return seconds;
    }
}
