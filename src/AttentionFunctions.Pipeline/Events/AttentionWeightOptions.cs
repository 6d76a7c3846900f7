using System.Globalization;

namespace AttentionFunctions.Events;

/// <summary>What <see cref="AttentionWeight"/> counts with. The unit of weight is one <c>view</c> of usual length.</summary>
public sealed record AttentionWeightOptions
{
    private const double MostWeight = 100;

    /// <summary>
    /// What an event of each type weighs. The more it costs the person to do, the more it says: a purchase five views, a like two.
    /// Refusals are negative. An <c>impression</c> weighs nothing: what we chose to show would otherwise prove us right.
    /// A <c>search</c> is attention to no item; catalogue and user events are no attention at all.
    /// </summary>
    public static IReadOnlyDictionary<EventType, double> DefaultBaseWeights { get; } = new Dictionary<EventType, double>
    {
        [EventType.Impression] = 0,
        [EventType.Click] = 0.5,
        [EventType.View] = 1,
        [EventType.Like] = 2,
        [EventType.Dislike] = -2,
        [EventType.Dismiss] = -1,
        [EventType.Bookmark] = 2,
        [EventType.Share] = 3,
        [EventType.Purchase] = 5,
        [EventType.Rate] = 2,
        [EventType.Complete] = 2,
        [EventType.Search] = 0,
        [EventType.Focus] = 1,
        [EventType.Interruption] = -0.5,
    }.AsReadOnly();

    /// <summary>Wire name of a behaviour or attention type to a weight from -100 to 100, in place of the default.</summary>
    public IReadOnlyDictionary<string, double> BaseWeights { get; init; } = new Dictionary<string, double>();

    /// <summary>After it half of a weight is left; 1 minute to 10 years. Two weeks keep habits of a weekly rhythm alive.</summary>
    public TimeSpan HalfLife { get; init; } = TimeSpan.FromDays(14);

    /// <summary>What an item of unknown length usually holds, in seconds, 0.1 to 86,400: half a minute, a page that is looked over.</summary>
    public double ExpectedDwellSeconds { get; init; } = 30;

    /// <summary>What an activity usually holds, in seconds, 0.1 to 86,400: 25 minutes, the unbroken stretch of the Pomodoro technique.</summary>
    public double ExpectedFocusSeconds { get; init; } = 1_500;

    /// <summary>The <c>value</c> of <c>rate</c> that counts as -1.</summary>
    public double LowestRating { get; init; } = 1;

    /// <summary>The <c>value</c> of <c>rate</c> that counts as +1; above <see cref="LowestRating"/>.</summary>
    public double HighestRating { get; init; } = 5;

    /// <exception cref="ArgumentException">Says everything that is out of range.</exception>
    public void Validate()
    {
        List<string> wrong = [];
        foreach ((string name, double weight) in BaseWeights)
        {
            if (!EventTypes.TryParse(name, out EventType type) || !DefaultBaseWeights.ContainsKey(type))
            {
                wrong.Add($"{nameof(BaseWeights)}: `{name}` is no behaviour or attention type");
            }

            Expect(weight is >= -MostWeight and <= MostWeight, $"{nameof(BaseWeights)}: `{name}` must be from -100 to 100", weight);
        }

        Expect(HalfLife >= TimeSpan.FromMinutes(1) && HalfLife <= TimeSpan.FromDays(3650), $"{nameof(HalfLife)} must be from 1 minute to 10 years", HalfLife);
        Expect(IsLength(ExpectedDwellSeconds), $"{nameof(ExpectedDwellSeconds)} must be from 0.1 to 86400", ExpectedDwellSeconds);
        Expect(IsLength(ExpectedFocusSeconds), $"{nameof(ExpectedFocusSeconds)} must be from 0.1 to 86400", ExpectedFocusSeconds);
        Expect(double.IsFinite(LowestRating) && double.IsFinite(HighestRating) && HighestRating > LowestRating,
            $"{nameof(HighestRating)} must be above {nameof(LowestRating)}", HighestRating);
        if (wrong.Count > 0)
        {
            throw new ArgumentException("Attention weight options: " + string.Join("; ", wrong));
        }

        void Expect(bool holds, string rule, object got)
        {
            if (!holds)
            {
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{rule}, got {got}"));
            }
        }
    }

    private static bool IsLength(double seconds) => seconds is >= 0.1 and <= EventLimits.Seconds;
}
