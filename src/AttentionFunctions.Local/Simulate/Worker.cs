using AttentionFunctions.Events;

namespace AttentionFunctions.Local.Simulate;

/// <summary>One person's work on weekdays: stretches of focus, and what broke them.</summary>
internal sealed class Worker(SimulatedUser user, Happenings happenings, Random random)
{
    private const double StretchesPerDay = 0.9;

    private const double InterruptedShare = 0.5;

    /// <summary>Length of a stretch of work in hours, from the start of the working day.</summary>
    private const double WorkHours = 8;

    private static readonly string[] Activities = ["coding", "writing", "reading", "design", "analysis", "planning"];

    private static readonly string[] Interruptions = ["chat", "phone call", "meeting", "colleague", "news alert"];

    public void Live()
    {
        string usual = random.OneOf(Activities);
        for (DateTimeOffset day = Days.Midnight(happenings.Start); day < happenings.End; day = day.AddDays(1))
        {
            if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
            {
                continue;
            }

            for (int stretches = random.Poisson(StretchesPerDay); stretches > 0; stretches--)
            {
                Work(day.AddHours(user.Rhythm.WorkStart + random.Between(0, WorkHours)), usual);
            }
        }
    }

    /// <summary>Reported when it is over, as its length is known only then; an interruption cuts it short.</summary>
    private void Work(DateTimeOffset start, string usual)
    {
        bool isInterrupted = random.Chance(InterruptedShare);
        double seconds = Math.Round(Math.Min(random.LogNormal(isInterrupted ? 900 : 2_100, 0.5), 10_800));
        DateTimeOffset over = start.AddSeconds(seconds);
        Add(EventType.Focus, over, random.Chance(0.7) ? usual : random.OneOf(Activities), seconds);
        if (isInterrupted)
        {
            double pause = Math.Round(Math.Min(random.LogNormal(180, 0.8), 3_600));
            Add(EventType.Interruption, over.AddSeconds(pause), random.OneOf(Interruptions), pause);
        }
    }

    private void Add(EventType type, DateTimeOffset time, string category, double seconds) => happenings.Add(
        new AttentionEvent { Id = "", Type = type, Time = time, UserId = user.Id, Category = category, Seconds = seconds });
}
