using System.Buffers.Text;

namespace AttentionFunctions.Events;

/// <summary>Times on the wire: RFC 3339, and the shorter forms of ISO 8601 that common libraries write.</summary>
internal static class Rfc3339
{
    /// <summary>The canonical form: UTC, milliseconds always written.</summary>
    public const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>
    /// <c>yyyy-MM-ddTHH:mm[:ss[.fraction]]</c> and <c>Z</c>, <c>±HH:mm</c> or <c>±HHmm</c>; a space may stand for the <c>T</c>.
    /// The result is UTC, cut to the millisecond; a leap second counts as the last millisecond before it ends.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length < 17 || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ')
            || !Digits(text[..4], out int year) || !Digits(text[5..7], out int month) || !Digits(text[8..10], out int day)
            || !Digits(text[11..13], out int hour) || !Digits(text[14..16], out int minute)
            || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = text[16..];
        if (!TakeSeconds(ref rest, out int milliseconds) || !TryOffset(rest, out int offsetMinutes))
        {
            return false;
        }

        long ticks = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).Ticks
            + (milliseconds * TimeSpan.TicksPerMillisecond) - (offsetMinutes * TimeSpan.TicksPerMinute);
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    /// <summary>The same moment in UTC without what is finer than a millisecond.</summary>
    public static DateTimeOffset ToMilliseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    private static bool TakeSeconds(ref ReadOnlySpan<byte> rest, out int milliseconds)
    {
        milliseconds = 0;
        if (rest.Length < 3 || rest[0] != ':')
        {
            return true;
        }

        if (!Digits(rest[1..3], out int seconds) || seconds > 60)
        {
            return false;
        }

        rest = rest[3..];
        milliseconds = seconds * 1000;
        if (rest.Length > 0 && rest[0] is (byte)'.' or (byte)',')
        {
            int digits = 0;
            for (int scale = 100; digits + 1 < rest.Length && rest[digits + 1] is >= (byte)'0' and <= (byte)'9'; digits++, scale /= 10)
            {
                milliseconds += (rest[digits + 1] - '0') * scale;
            }

            rest = rest[(digits + 1)..];
            if (digits == 0)
            {
                return false;
            }
        }

        milliseconds = Math.Min(milliseconds, 59_999);
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1)
        {
            return text[0] is (byte)'Z' or (byte)'z';
        }

        if (text.Length is not (5 or 6) || text[0] is not ((byte)'+' or (byte)'-') || (text.Length == 6 && text[3] != ':')
            || !Digits(text[1..3], out int hour) || !Digits(text[^2..], out int minute) || hour > 23 || minute > 59)
        {
            return false;
        }

        minutes = ((hour * 60) + minute) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int number) =>
        Utf8Parser.TryParse(text, out number, out int used, 'D') && used == text.Length && text[0] is >= (byte)'0' and <= (byte)'9';
}
