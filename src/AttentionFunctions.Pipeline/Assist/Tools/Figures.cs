using System.Globalization;
using AttentionFunctions.Plan;

namespace AttentionFunctions.Assist;

/// <summary>Figures as they stand in answers, the same in every language but for days of the week.</summary>
internal static class Figures
{
    private static readonly string[] EnglishDays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    private static readonly string[] ChineseDays = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

    public static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(100 * share):0} %");

    public static string Minutes(double minutes) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Round(minutes)):0} min");

    public static string Between(DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone) =>
        string.Create(CultureInfo.InvariantCulture, $"{LocalHours.At(from, zone):HH:mm}–{LocalHours.At(to, zone):HH:mm}");

    public static string At(DateTimeOffset time, TimeZoneInfo zone) =>
        string.Create(CultureInfo.InvariantCulture, $"{LocalHours.At(time, zone):yyyy-MM-dd HH:mm}");

    /// <param name="hour">0 = Monday 00:00.</param>
    public static string HourOfWeek(int hour, Language language) => string.Create(
        CultureInfo.InvariantCulture, $"{language.In(EnglishDays[hour / 24], ChineseDays[hour / 24])} {hour % 24:00}:00");
}
