using System.Text.Json.Serialization;
using AttentionFunctions.Events;

namespace AttentionFunctions.Plan;

/// <summary>Things that want a person's attention, and what the person is doing.</summary>
public sealed record InterruptionRequest
{
    private const int Most = 100;

    public IReadOnlyList<Notice> Notices { get; init; } = [];

    /// <summary>Depth of the current work, 0 to 1; absent: guessed from the newest <c>focus</c> event.</summary>
    public double? Depth { get; init; }

    /// <summary>When the current block of work ends; batches wait for it. Absent: the end of the hour.</summary>
    public DateTimeOffset? BlockEnds { get; init; }

    public DayWindow? QuietHours { get; init; }

    /// <summary>Emergencies that may break through in a day, 0 to 20.</summary>
    public int ExceptionsPerDay { get; init; } = 3;

    /// <summary>Seconds of attention for the next digest, 0 to 7,200.</summary>
    public int DigestSeconds { get; init; } = 600;

    /// <summary>Share of decisions drawn at random, 0 to 0.2, so that the log can tell what the other decision would have brought.</summary>
    public double Exploration { get; init; } = 0.05;

    /// <summary>Everything that is wrong; empty when nothing is.</summary>
    internal IReadOnlyList<string> Check()
    {
        var wrong = new List<string>();
        if (Notices is not { Count: >= 1 and <= Most }) wrong.Add($"notices must have 1 to {Most} entries.");
        if (Depth is { } depth && depth is not (>= 0 and <= 1)) wrong.Add("depth must be from 0 to 1.");
        if (ExceptionsPerDay is < 0 or > 20) wrong.Add("exceptionsPerDay must be from 0 to 20.");
        if (DigestSeconds is < 0 or > 7200) wrong.Add("digestSeconds must be from 0 to 7200.");
        if (Exploration is not (>= 0 and <= 0.2)) wrong.Add("exploration must be from 0 to 0.2.");
        foreach (Notice notice in Notices ?? [])
        {
            if (string.IsNullOrWhiteSpace(notice?.Id) || notice.Id.Length > EventLimits.IdLength)
                wrong.Add($"every notice needs an id of 1 to {EventLimits.IdLength} characters.");
            else if (notice.Value is not (>= 0 and <= 1000) || notice.Seconds is not (>= 1 and <= 86_400) || notice.LossPerHour is not (>= 0 and <= 1))
                wrong.Add($"notice '{notice.Id[..Math.Min(40, notice.Id.Length)]}': value must be from 0 to 1000, seconds from 1 to 86400, lossPerHour from 0 to 1.");
            else if (notice.Kind?.Length > EventLimits.CategoryLength || notice.Sender?.Length > EventLimits.IdLength)
                wrong.Add($"notice '{notice.Id[..Math.Min(40, notice.Id.Length)]}': kind may have {EventLimits.CategoryLength} characters, sender {EventLimits.IdLength}.");
            if (wrong.Count >= 32) break;
        }

        if (wrong.Count == 0 && Notices!.Select(notice => notice.Id).Distinct(StringComparer.Ordinal).Count() < Notices!.Count) wrong.Add("the ids of notices must differ.");
        return wrong;
    }
}

/// <param name="Value">Worth of knowing it now, in minutes of undisturbed work; 0 to 1,000.</param>
/// <param name="Seconds">Attention it takes.</param>
/// <param name="LossPerHour">Share of the value that an hour of waiting costs, 0 to 1.</param>
/// <param name="Emergency">The sender says that it cannot wait. Believed as long as the day's exceptions last.</param>
/// <param name="Kind">What it is, as <c>mail</c> or <c>build</c>: what is learned of one is learned of its kind.</param>
/// <param name="Sender">Who or what sent it. Stored as it is: a pseudonym does as well.</param>
public sealed record Notice(
    string Id, [property: JsonRequired] double Value, double Seconds = 60, double LossPerHour = 0.1, bool Emergency = false, string? Kind = null, string? Sender = null);
