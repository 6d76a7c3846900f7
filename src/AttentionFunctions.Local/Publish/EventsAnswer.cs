using System.Text.Json;

namespace AttentionFunctions.Local.Publish;

/// <summary>What <c>/api/events</c> answers: 202 with <c>accepted</c> and <c>rejected</c>, or 400 with <c>errors</c> when nothing was valid.</summary>
internal sealed record EventsAnswer(int Accepted, IReadOnlyList<RejectedEvent>? Rejected, IReadOnlyList<RejectedEvent>? Errors, string? Detail)
{
    /// <param name="count">The number of events that were sent.</param>
    /// <returns>Null when the text is not an answer to them.</returns>
    public static EventsAnswer? TryParse(string json, int count)
    {
        try
        {
            return JsonSerializer.Deserialize<EventsAnswer>(json, JsonSerializerOptions.Web) is { } answer && answer.Fits(count) ? answer : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool Fits(int count) =>
        (Rejected ?? []).Concat(Errors ?? []).All(rejected => rejected.Index >= 0 && rejected.Index < count && rejected.Reasons is not null);
}

/// <param name="Index">Position in the request, from 0.</param>
internal sealed record RejectedEvent(int Index, IReadOnlyList<string> Reasons);
