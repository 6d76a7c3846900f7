namespace AttentionFunctions.Client;

/// <param name="MessageId">By which the queue recognises duplicates; longer than 128 characters, a hash of it is sent.</param>
/// <param name="Body">UTF-8 text: one event, an array of events, or one event a line.</param>
public sealed record QueuedMessage(string MessageId, ReadOnlyMemory<byte> Body);
