namespace AttentionFunctions.Local.Simulate;

/// <summary>When in the day a person has time, in UTC.</summary>
/// <param name="Hours">Relative chance of a visit in each hour of the day.</param>
/// <param name="WorkStart">Hour in which work with focus begins.</param>
internal sealed record Rhythm(string Name, IReadOnlyList<double> Hours, int WorkStart)
{
    public static IReadOnlyList<Rhythm> All { get; } =
    [
        Peaking("early bird", workStart: 7, (6, 1.0), (12, 0.3)),
        Peaking("office", workStart: 9, (12, 0.8), (19, 1.0)),
        Peaking("night owl", workStart: 13, (22, 1.0), (16, 0.2)),
    ];

    /// <summary>Bumps around the peaks, 1.5 hours wide on either side, over a low floor: people are now and then awake at any hour.</summary>
    private static Rhythm Peaking(string name, int workStart, params ReadOnlySpan<(int Hour, double Height)> peaks)
    {
        double[] hours = new double[24];
        for (int hour = 0; hour < hours.Length; hour++)
        {
            hours[hour] = 0.01;
            foreach ((int peak, double height) in peaks)
            {
                int apart = Math.Abs(hour - peak);
                double distance = Math.Min(apart, 24 - apart) / 1.5;
                hours[hour] += height * Math.Exp(-distance * distance / 2);
            }
        }

        return new Rhythm(name, hours, workStart);
    }
}
