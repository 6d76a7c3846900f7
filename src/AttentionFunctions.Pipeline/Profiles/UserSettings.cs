using AttentionFunctions.Events;

namespace AttentionFunctions.Profiles;

/// <summary>Settings of a user as <c>user.updated</c> events left them: for each field the newest event that named it wins.</summary>
public sealed record UserSettings(
    Setting<string> TimeZone,
    Setting<WorkingHours> WorkingHours,
    Setting<IReadOnlyDictionary<string, string>> Preferences,
    Setting<IReadOnlyDictionary<string, bool>> Consent)
{
    public static UserSettings None { get; } = new(default, default, default, default);

    /// <param name="fields">Null fields leave the earlier value.</param>
    /// <param name="timeMs">Time of the event; late events do not overwrite newer ones.</param>
    /// <param name="idHash">Decides between events of the same millisecond, the same way at every redelivery.</param>
    public UserSettings Apply(UserFields fields, long timeMs, ulong idHash) => new(
        TimeZone.Newer(fields.TimeZone, timeMs, idHash),
        WorkingHours.Newer(fields.WorkingHours, timeMs, idHash),
        Preferences.Newer(fields.Preferences, timeMs, idHash),
        Consent.Newer(fields.Consent, timeMs, idHash));
}

/// <param name="Value">Null when never set.</param>
/// <param name="TimeMs">When the event that set it happened.</param>
/// <param name="IdHash">Of that event.</param>
public readonly record struct Setting<T>(T? Value, long TimeMs, ulong IdHash)
    where T : class
{
    internal Setting<T> Newer(T? value, long timeMs, ulong idHash) =>
        value is not null && (Value is null || (timeMs, idHash).CompareTo((TimeMs, IdHash)) > 0) ? new(value, timeMs, idHash) : this;
}
