namespace AttentionFunctions.Events;

/// <summary>Payload to events: one JSON object, a JSON array or NDJSON, each bare or as CloudEvents 1.0.</summary>
/// <remarks>
/// The form is told by the content. No payload makes it throw: every byte that is not white space ends up in an event or in a
/// rejection, apart from the brackets and commas of an array. Safe to call from several threads.
/// </remarks>
public static class EventReader
{
    /// <param name="payload">UTF-8. Rejections keep slices of it, so it must not change afterwards.</param>
    /// <param name="received">The time of events that carry none, and what "in the future" is measured against.</param>
    public static EventBatch Read(ReadOnlyMemory<byte> payload, DateTimeOffset received) => new PayloadReader(payload, received).Read();
}
