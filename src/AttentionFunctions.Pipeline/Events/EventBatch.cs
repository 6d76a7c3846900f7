namespace AttentionFunctions.Events;

/// <summary>What one payload held: the events that are valid, and everything else with the reasons why it is not.</summary>
/// <param name="Events">In the order of the payload.</param>
/// <param name="Rejections">Nothing of the payload is lost: what is not an event is here.</param>
public sealed record EventBatch(IReadOnlyList<AttentionEvent> Events, IReadOnlyList<Rejection> Rejections);

/// <param name="Index">Position in the payload, from 0.</param>
/// <param name="Reasons">Every reason, in words that say what to change.</param>
/// <param name="Original">The bytes as received.</param>
public sealed record Rejection(int Index, IReadOnlyList<string> Reasons, ReadOnlyMemory<byte> Original);
