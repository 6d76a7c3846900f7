namespace AttentionFunctions.Events;

/// <summary>Payload to events: one JSON object, a JSON array or NDJSON, each bare or as CloudEvents 1.0.</summary>
public static class EventReader
{
    /// <param name="payload">UTF-8.</param>
    /// <param name="received">The time of events that carry none, and what "in the future" is measured against.</param>
    public static EventBatch Read(ReadOnlyMemory<byte> payload, DateTimeOffset received) => throw new NotImplementedException();
}
