namespace AttentionFunctions.Events;

/// <summary>Event to its canonical JSON: what <see cref="EventReader"/> reads back unchanged.</summary>
public static class EventWriter
{
    /// <summary>One JSON object, UTF-8, no line breaks, absent fields left out.</summary>
    public static byte[] Write(AttentionEvent @event) => throw new NotImplementedException();

    /// <summary>A JSON array of the events.</summary>
    public static byte[] Write(IEnumerable<AttentionEvent> events) => throw new NotImplementedException();
}
