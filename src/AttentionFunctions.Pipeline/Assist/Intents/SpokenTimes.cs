using System.Text.RegularExpressions;

namespace AttentionFunctions.Assist;

/// <summary>Points in time on a person's clock: <c>tomorrow at 9</c>, <c>in 20 minutes</c>, <c>on Friday at 18:30</c>, <c>明天下午三点半</c>, <c>半小时后</c>.</summary>
internal static partial class SpokenTimes
{
    private const int MorningHour = 9, NoonHour = 12, AfternoonHour = 15, EveningHour = 20;

    private static readonly string[] EnglishDays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <returns>The time, and the text without the words for it; null when no time is named.</returns>
    public static (DateTimeOffset At, string Without)? FindIn(string text, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (Relative(text, now) is { } relative) return relative;

        Match day = Days().Match(text);
        string rest = day.Success ? text.Remove(day.Index, day.Length) : text;
        Match clock = Clocks().Match(rest);
        if (!day.Success && !clock.Success) return null;
        if (clock.Success) rest = rest.Remove(clock.Index, clock.Length);

        DateTime local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        DateTime date = day.Success ? DateOf(day.Value.Trim(), local) : local.Date;
        TimeSpan? time = TimeOf(clock, day.Value, local) ?? PartOf(day.Value);
        if (time is null && clock.Success) return null;
        DateTime at = date + (time ?? TimeSpan.FromHours(MorningHour));
        if (at <= local && !day.Success) at = at.AddDays(1);
        return (new DateTimeOffset(at, zone.GetUtcOffset(at)), rest);
    }

    private static (DateTimeOffset, string)? Relative(string text, DateTimeOffset now)
    {
        Match match = After().Match(text);
        if (!match.Success) return null;
        string rest = text.Remove(match.Index, match.Length);
        if (match.Groups["days"] is { Success: true, Value: var days })
            return (now.AddDays((match.Groups["weeks"].Success ? 7 : 1) * (SpokenNumbers.Parse(days) ?? 1)), rest);
        return SpokenDurations.FindIn(match.Value) is { } length ? (now.AddMinutes(length.Minutes), rest) : null;
    }

    private static DateTime DateOf(string word, DateTime local)
    {
        word = word.ToLowerInvariant();
        if (word.Contains("后天", StringComparison.Ordinal)) return local.Date.AddDays(2);
        if (word.Contains("tomorrow", StringComparison.Ordinal) || word.Contains('明')) return local.Date.AddDays(1);
        int wanted = Array.FindIndex(EnglishDays, name => word.Contains(name, StringComparison.Ordinal));
        if (wanted < 0 && Weekday().Match(word) is { Success: true } chinese) wanted = Math.Max(0, "一二三四五六".IndexOf(chinese.Groups[1].Value, StringComparison.Ordinal) + 1);
        if (wanted < 0) return local.Date;
        int ahead = (wanted - (int)local.DayOfWeek + 7) % 7;
        return local.Date.AddDays(ahead == 0 ? 7 : ahead);
    }

    private static TimeSpan? TimeOf(Match clock, string day, DateTime local)
    {
        if (!clock.Success) return null;
        string part = clock.Groups["part"].Value is { Length: > 0 } own ? own.ToLowerInvariant() : PartOf(day) >= TimeSpan.FromHours(AfternoonHour) ? "pm" : "";
        if (clock.Groups["hour"] is not { Success: true, Value: var spoken }) return PartOf(part);
        if (SpokenNumbers.Parse(spoken) is not { } hour || hour > 24) return null;
        int minute = clock.Groups["minute"] is { Success: true, Value: var m } ? SpokenNumbers.Parse(m) ?? 0
            : clock.Groups["half"].Success ? 30 : clock.Groups["quarter"].Success ? 15 * (SpokenNumbers.Parse(clock.Groups["quarter"].Value) ?? 1) : 0;
        if (minute > 59) return null;
        bool evening = part is "pm" or "p.m." or "下午" or "晚上" or "晚" or "傍晚" || (part == "中午" && hour < 3);
        if (evening && hour < 12) hour += 12;
        if (part is "am" or "a.m." or "凌晨" && hour == 12) hour = 0;

        // "At six" without more: the next six o'clock there is.
        bool open = day.Length == 0 && part.Length == 0 && !clock.Groups["minute"].Success && hour is > 0 and < 12;
        if (open && local.Date.AddHours(hour).AddMinutes(minute) <= local && local.Date.AddHours(hour + 12).AddMinutes(minute) > local) hour += 12;
        return new TimeSpan(hour, minute, 0);
    }

    private static TimeSpan? PartOf(string word)
    {
        word = word.ToLowerInvariant();
        int hour = word switch
        {
            _ when word.Contains("noon", StringComparison.Ordinal) && !word.Contains("after", StringComparison.Ordinal) => NoonHour,
            _ when word.Contains("中午", StringComparison.Ordinal) => NoonHour,
            _ when word.Contains("afternoon", StringComparison.Ordinal) || word.Contains("下午", StringComparison.Ordinal) => AfternoonHour,
            _ when word.Contains("night", StringComparison.Ordinal) || word.Contains("evening", StringComparison.Ordinal) || word.Contains('晚') => EveningHour,
            _ when word.Contains("morning", StringComparison.Ordinal) || word.Contains('早') || word.Contains("上午", StringComparison.Ordinal) => MorningHour,
            _ => -1,
        };
        return hour < 0 ? null : TimeSpan.FromHours(hour);
    }

    [GeneratedRegex(
        @"\bin (?:about )?(?:(?:" + SpokenNumbers.English +
        @"|\d+\.\d)\s*(?:hours?|hrs?|h|minutes?|mins?|m)\b(?: and a half)?|half an hour|an hour(?: and a half)?)|" +
        @"\bin (?:(?<days>" + SpokenNumbers.English + @")|a) (?:days?|(?<weeks>weeks?))\b|" +
        @"(?:半个?小时|一刻钟|" + SpokenNumbers.Chinese + @"个?半?(?:小时|钟头|分钟))(?:之后|以后|后)|(?<days>" + SpokenNumbers.Chinese +
        @")(?:天|(?<weeks>个?(?:周|星期)))(?:之后|以后|后)", RegexOptions.IgnoreCase)]
    private static partial Regex After();

    [GeneratedRegex(
        @"\b(?:today|tonight|tomorrow(?: (?:morning|afternoon|evening|night))?|this (?:afternoon|evening)|(?:on |" +
        @"next |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: (?:morning|afternoon|evening))?)\b|" +
        "今天|今晚|明天|明晚|明早|后天|(?:下|这)?(?:周|星期|礼拜)[一二三四五六日天]", RegexOptions.IgnoreCase)]
    private static partial Regex Days();

    [GeneratedRegex(
        @"\bat (?<part>noon)\b|\b(?:at )?(?<hour>\d{1,2})[:.](?<minute>\d{2})(?:\s*(?<part>[ap]\.?m\b\.?))?|" +
        @"\b(?:at )?(?<hour>" + SpokenNumbers.English + @")\s*(?<part>[ap]\.?m\b\.?)|" +
        @"\bat (?<hour>" + SpokenNumbers.English + @")(?:\s*o'?clock)?\b(?!\s*%)|" +
        "(?<part>凌晨|早上|上午|中午|下午|傍晚|晚上|晚)?(?<hour>" + SpokenNumbers.Chinese +
        @")(?:点|:(?=\d))(?:钟|(?<half>半)|(?<quarter>[一三])刻|(?<minute>" + SpokenNumbers.Chinese + ")分?)?|" +
        "(?<part>早上|上午|中午|下午|傍晚|晚上)", RegexOptions.IgnoreCase)]
    private static partial Regex Clocks();

    [GeneratedRegex("(?:周|星期|礼拜)([一二三四五六日天])")]
    private static partial Regex Weekday();
}
