using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using AttentionFunctions.Events;
using AttentionFunctions.Profiles;

namespace AttentionFunctions.Rank;

/// <summary>Which items a user is not shown because of what they did before.</summary>
/// <param name="conditions">Null for the default: what was ever chosen.</param>
/// <remarks>
/// Types are known of the newest <see cref="Profile.MaxEntries"/> events. Of older ones the profile keeps that an item was chosen, not how:
/// only conditions for every choice speak of them.
/// </remarks>
internal sealed class SeenItems(Profile profile, IReadOnlyList<SeenCondition>? conditions, DateTimeOffset now)
{
    /// <summary>Ids of hidden items; some may come twice.</summary>
    public IEnumerable<string> Hidden()
    {
        foreach ((string id, SeenItem seen) in profile.Seen)
            if (seen.Refused || HidesChoice(seen)) yield return id;
        if (conditions is null) yield break;
        foreach (ProfileEntry entry in profile.Entries)
            if (Hides(entry)) yield return entry.Subject;
    }

    /// <summary>Why the item is hidden.</summary>
    public bool Hides(string itemId, [NotNullWhen(true)] out RuleEffect? effect)
    {
        SeenItem seen = profile.Seen.GetValueOrDefault(itemId);
        effect = null;
        if (seen.Refused) effect = new(RuleEffectKind.Refused, "seen", $"The user refused it on {Day(seen.RefusedMs)}.");
        else if (HidesChoice(seen)) effect = new(RuleEffectKind.Seen, "seen", $"The user chose it on {Day(seen.ChosenMs)}.");
        if (effect is not null || conditions is null) return effect is not null;
        for (int i = profile.Entries.Count - 1; i >= 0; i--)
        {
            ProfileEntry entry = profile.Entries[i];
            if (entry.Subject != itemId || !Hides(entry)) continue;
            effect = new(RuleEffectKind.Seen, "seen", $"The user's newest {entry.Type.WireName()} of it was on {Day(entry.TimeMs)}.");
            return true;
        }

        return false;
    }

    /// <summary>By the default; else only when the choice is older than what is remembered, as the entries are judged themselves.</summary>
    private bool HidesChoice(SeenItem seen)
    {
        if (seen.ChosenMs == 0) return false;
        if (conditions is null) return true;
        if (profile.Entries.Count > 0 && seen.ChosenMs >= profile.Entries[0].TimeMs) return false;
        TimeSpan age = now - DateTimeOffset.FromUnixTimeMilliseconds(seen.ChosenMs);
        foreach (SeenCondition condition in conditions)
            if (condition.Types is null && condition.SpeaksOf(EventType.View, age)) return condition.Hides;
        return false;
    }

    private bool Hides(ProfileEntry entry)
    {
        if (!entry.Type.IsBehaviour() || entry.Type == EventType.Search) return false;
        TimeSpan age = now - entry.Time;
        foreach (SeenCondition condition in conditions!)
            if (condition.SpeaksOf(entry.Type, age)) return condition.Hides;
        return false;
    }

    private static string Day(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
