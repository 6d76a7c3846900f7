using System.Globalization;

namespace AttentionFunctions.Plan;

/// <summary>When a search ends at the latest: by the clock, where somebody waits, or by the work done, which is the same on every machine.</summary>
/// <param name="Wall">Null: the clock does not matter.</param>
/// <param name="Work">CP-SAT's deterministic time, about seconds of an idle core; null: any amount.</param>
internal sealed record SearchLimit(TimeSpan? Wall, double? Work)
{
    /// <summary>A question about conflicts usually takes milliseconds; one that does not is given up.</summary>
    private static readonly TimeSpan QuestionWall = TimeSpan.FromSeconds(3);

    public static SearchLimit OfTime(TimeSpan wall) => new(wall, null);

    public static SearchLimit OfWork(double work) => new(null, work);

    /// <summary>For one question of a conflict search, of which there are many.</summary>
    public SearchLimit OfQuestion => Wall > QuestionWall ? this with { Wall = QuestionWall } : this;

    /// <summary>Given, by whichever measure gives less.</summary>
    public double Seconds => Math.Min(Wall?.TotalSeconds ?? double.PositiveInfinity, Work ?? double.PositiveInfinity);

    public bool IsOverAfter(TimeSpan elapsed) => elapsed >= Wall;

    public SearchLimit After(TimeSpan elapsed) => this with { Wall = Wall is { } wall ? TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, (wall - elapsed).Ticks)) : null };

    /// <summary>In the solver's own notation, each with a comma before it.</summary>
    public string Parameters =>
        (Wall is { } wall ? string.Create(CultureInfo.InvariantCulture, $",max_time_in_seconds:{wall.TotalSeconds:F3}") : "")
        + (Work is { } work ? string.Create(CultureInfo.InvariantCulture, $",max_deterministic_time:{work:R}") : "");
}
