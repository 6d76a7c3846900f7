namespace AttentionFunctions.Events;

/// <summary>What an application says about a user. Fields that are null leave the earlier value as it was.</summary>
public sealed record UserFields
{
    /// <summary>IANA time zone, for example <c>Europe/Berlin</c>.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Working hours of a day, local time, for example <c>09:00</c> to <c>17:30</c>.</summary>
    public WorkingHours? WorkingHours { get; init; }

    /// <summary>Free settings of the application.</summary>
    public IReadOnlyDictionary<string, string>? Preferences { get; init; }

    /// <summary>Purpose to consent, for example <c>personalisation: true</c>.</summary>
    public IReadOnlyDictionary<string, bool>? Consent { get; init; }
}

/// <param name="From">Start of work, local time.</param>
/// <param name="To">End of work, local time; after <paramref name="From"/>.</param>
public sealed record WorkingHours(TimeOnly From, TimeOnly To);
