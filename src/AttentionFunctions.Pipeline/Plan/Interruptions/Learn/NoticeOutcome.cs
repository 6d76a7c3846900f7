using System.Text.Json.Serialization;
using AttentionFunctions.Events;

namespace AttentionFunctions.Plan;

/// <summary>What became of the notices of one decision, as the application saw it.</summary>
public sealed record OutcomeReport
{
    private const int Most = 100;

    public IReadOnlyList<NoticeOutcome> Outcomes { get; init; } = [];

    /// <summary>Everything that is wrong; empty when nothing is.</summary>
    /// <param name="latest">No reaction is later.</param>
    internal IReadOnlyList<string> Check(DateTimeOffset latest)
    {
        var wrong = new List<string>();
        if (Outcomes is not { Count: >= 1 and <= Most }) wrong.Add($"outcomes must have 1 to {Most} entries.");
        foreach (NoticeOutcome outcome in Outcomes ?? [])
        {
            if (string.IsNullOrWhiteSpace(outcome?.Id) || outcome.Id.Length > EventLimits.IdLength)
                wrong.Add($"every outcome needs the id of its notice, of 1 to {EventLimits.IdLength} characters.");
            else if (outcome.Seconds is { } seconds && seconds is not (>= 0 and <= 86_400))
                wrong.Add($"outcome of '{outcome.Id[..Math.Min(40, outcome.Id.Length)]}': seconds must be from 0 to 86400.");
            else if (!Enum.IsDefined(outcome.Reaction))
                wrong.Add($"outcome of '{outcome.Id[..Math.Min(40, outcome.Id.Length)]}': reaction must be opened, dismissed or ignored.");
            else if (outcome.At > latest)
                wrong.Add($"outcome of '{outcome.Id[..Math.Min(40, outcome.Id.Length)]}': at lies in the future.");
            if (wrong.Count >= 32) break;
        }

        return wrong;
    }
}

/// <param name="Id">Of the notice.</param>
/// <param name="At">When; absent: when the report arrived.</param>
/// <param name="Seconds">Attention that it took, 0 to 86,400; absent: as the notice said.</param>
public sealed record NoticeOutcome(string Id, [property: JsonRequired] Reaction Reaction, DateTimeOffset? At = null, double? Seconds = null);

public enum Reaction
{
    /// <summary>Nothing is known to have happened within a day.</summary>
    Ignored,

    /// <summary>Opened, clicked, read, answered: it was worth something.</summary>
    Opened,

    /// <summary>Put away.</summary>
    Dismissed,
}
