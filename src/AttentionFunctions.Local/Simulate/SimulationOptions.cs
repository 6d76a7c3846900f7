using System.Globalization;
using AttentionFunctions.Events;

namespace AttentionFunctions.Local.Simulate;

/// <summary>Size of the simulated population. The same options always give the same population.</summary>
internal sealed record SimulationOptions
{
    public int Seed { get; init; } = 1;

    /// <summary>1 to 20,000. About 120 events for each in four weeks.</summary>
    public int Users { get; init; } = 300;

    /// <summary>60 to 20,000: at least five for each topic.</summary>
    public int Items { get; init; } = 500;

    /// <summary>Length of the period, 2 to 365.</summary>
    public int Days { get; init; } = 28;

    /// <summary>
    /// Share of choices that follow a promising title and not the person's taste, 0 to 0.9. What is chosen so soon disappoints: only how long
    /// it held attention tells it from the rest.
    /// </summary>
    public double StrayShare { get; init; }

    /// <summary>End of the period; every event is before it.</summary>
    public required DateTimeOffset End { get; init; }

    /// <exception cref="ArgumentException">Says everything that is out of range.</exception>
    public void Validate()
    {
        List<string> wrong = [];
        Expect(Users is >= 1 and <= 20_000, $"{nameof(Users)} must be from 1 to 20000", Users);
        Expect(Items is >= 60 and <= 20_000, $"{nameof(Items)} must be from 60 to 20000", Items);
        Expect(Days is >= 2 and <= 365, $"{nameof(Days)} must be from 2 to 365", Days);
        Expect(StrayShare is >= 0 and <= 0.9, $"{nameof(StrayShare)} must be from 0 to 0.9", StrayShare);
        Expect(End >= EventLimits.Earliest.AddYears(2), $"{nameof(End)} must be in 1972 or later", End);
        if (wrong.Count > 0)
        {
            throw new ArgumentException("Simulation options: " + string.Join("; ", wrong));
        }

        void Expect(bool holds, string rule, object got)
        {
            if (!holds)
            {
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{rule}, got {got}"));
            }
        }
    }
}
