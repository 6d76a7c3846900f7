using System.Globalization;

namespace AttentionFunctions.Rank;

/// <summary>Lengths of time as filters and rules write them: a number and a unit, <c>90s</c>, <c>5m</c>, <c>1.5h</c>, <c>30d</c>, <c>2w</c>;
/// cut to the millisecond, as all times are.</summary>
internal static class FilterDuration
{
    public const string Units = "s, m, h, d or w";

    /// <summary>A century: whatever is longer is a slip, and now ± this is a date that exists.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(36_525);

    // Longest first, for printing.
    private static readonly (char Unit, long Ticks)[] Table =
    [
        ('w', 7 * TimeSpan.TicksPerDay), ('d', TimeSpan.TicksPerDay), ('h', TimeSpan.TicksPerHour), ('m', TimeSpan.TicksPerMinute), ('s', TimeSpan.TicksPerSecond),
    ];

    /// <summary>Null when it is no length of time, or more than <see cref="Longest"/>.</summary>
    public static TimeSpan? Parse(ReadOnlySpan<char> text) => text.Length < 2 ? null : Of(text[..^1], text[^1]);

    /// <param name="unit">One of <see cref="Units"/>.</param>
    public static TimeSpan? Of(ReadOnlySpan<char> number, char unit)
    {
        foreach ((char known, long ticks) in Table)
        {
            if (known != unit) continue;
            const NumberStyles plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
            return decimal.TryParse(number, plain, CultureInfo.InvariantCulture, out decimal count) && count <= Longest.Ticks / (decimal)ticks
                ? TimeSpan.FromMilliseconds((long)(count * ticks / TimeSpan.TicksPerMillisecond))
                : null;
        }

        return null;
    }

    /// <summary>In the largest unit of which it is a whole number, else in seconds.</summary>
    public static string Print(TimeSpan length)
    {
        foreach ((char unit, long ticks) in Table)
            if (length.Ticks % ticks == 0 && length.Ticks >= ticks) return string.Create(CultureInfo.InvariantCulture, $"{length.Ticks / ticks}{unit}");
        return string.Create(CultureInfo.InvariantCulture, $"{length.Ticks / (decimal)TimeSpan.TicksPerSecond}s");
    }
}
