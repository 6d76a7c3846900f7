namespace AttentionFunctions.Plan;

/// <summary>
/// A typical curve of the day. Two peaks with a dip after lunch, earlier or later by type (the types are those of Horne &amp; Östberg 1976;
/// the numbers are our own round ones). What is known of nobody starts here, and every learned curve is shrunk towards here.
/// </summary>
/// <param name="Share">Share of people, 0 to 1; of all types they sum to 1.</param>
/// <param name="Focus">48 values from 0 to 1: the hours of a working day, then those of a day of the weekend.</param>
internal sealed record Chronotype(string Name, double Share, IReadOnlyList<double> Focus)
{
    public const int Cells = 48;

    public static IReadOnlyList<Chronotype> Presets { get; } =
    [
        Preset("early", 0.25, morning: 8, afternoon: 13.5),
        Preset("intermediate", 0.5, morning: 10, afternoon: 15.5),
        Preset("late", 0.25, morning: 14, afternoon: 20),
    ];

    /// <summary>0 to 23 on Monday to Friday, 24 to 47 on the weekend.</summary>
    public static int CellOf(int hourOfWeek) => hourOfWeek / 24 >= 5 ? 24 + hourOfWeek % 24 : hourOfWeek % 24;

    private static Chronotype Preset(string name, double share, double morning, double afternoon)
    {
        // People sleep in by about an hour on free days (social jet lag: Wittmann et al. 2006).
        const double weekendShift = 1;
        var focus = new double[Cells];
        for (int cell = 0; cell < Cells; cell++)
        {
            double hour = cell % 24 + 0.5 - (cell < 24 ? 0 : weekendShift);
            focus[cell] = 0.1 + 0.65 * Bump(hour - morning - 0.5) + 0.45 * Bump(hour - afternoon - 0.5);
        }

        return new Chronotype(name, share, focus);
    }

    /// <summary>1 at the peak, 0.6 two hours from it; the day is a circle.</summary>
    private static double Bump(double hours)
    {
        double apart = Math.Abs(hours) % 24;
        double distance = Math.Min(apart, 24 - apart) / 2;
        return Math.Exp(-distance * distance / 2);
    }
}
