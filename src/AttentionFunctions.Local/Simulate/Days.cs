namespace AttentionFunctions.Local.Simulate;

/// <summary>Days of the simulation begin at midnight UTC.</summary>
internal static class Days
{
    public static DateTimeOffset Midnight(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);
}
