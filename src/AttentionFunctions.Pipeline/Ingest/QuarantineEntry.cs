namespace AttentionFunctions.Ingest;

/// <summary>Something that arrived and is no valid event.</summary>
/// <param name="Id">Names the entry for <c>show</c> and <c>replay</c>.</param>
/// <param name="Received">When the queue took the message.</param>
/// <param name="MessageId">Of the message it came in.</param>
/// <param name="Index">Position in the message, from 0.</param>
/// <param name="Reasons">Every reason, in words.</param>
/// <param name="Original">The bytes as received.</param>
public sealed record QuarantineEntry(
    string Id, DateTimeOffset Received, string MessageId, int Index, IReadOnlyList<string> Reasons, ReadOnlyMemory<byte> Original);
