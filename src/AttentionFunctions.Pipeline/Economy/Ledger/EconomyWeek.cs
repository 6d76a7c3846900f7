using System.Globalization;

namespace AttentionFunctions.Economy;

/// <summary>
/// A week from Monday to Monday, UTC: the smallest span anything is published for. Reports cover whole weeks only, so that no two of them
/// differ by less than a week in which every published group has enough people (see <see cref="Folding"/>).
/// </summary>
public readonly record struct EconomyWeek : IComparable<EconomyWeek>
{
    public const int Days = 7;

    private EconomyWeek(DateOnly monday) => Monday = monday;

    public DateOnly Monday { get; }

    /// <summary>First moment.</summary>
    public DateTimeOffset Start => new(Monday, TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>First moment of the next week.</summary>
    public DateTimeOffset End => Start.AddDays(Days);

    public EconomyWeek Next => Add(1);

    public static EconomyWeek Of(DateTimeOffset time) => Of(DateOnly.FromDateTime(time.UtcDateTime));

    public static EconomyWeek Of(DateOnly day) => new(day.AddDays(-(((int)day.DayOfWeek + 6) % Days)));

    public EconomyWeek Add(int weeks) => new(Monday.AddDays(weeks * Days));

    public int CompareTo(EconomyWeek other) => Monday.CompareTo(other.Monday);

    public override string ToString() => Monday.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static bool operator <(EconomyWeek a, EconomyWeek b) => a.CompareTo(b) < 0;

    public static bool operator >(EconomyWeek a, EconomyWeek b) => a.CompareTo(b) > 0;

    public static bool operator <=(EconomyWeek a, EconomyWeek b) => a.CompareTo(b) <= 0;

    public static bool operator >=(EconomyWeek a, EconomyWeek b) => a.CompareTo(b) >= 0;
}
