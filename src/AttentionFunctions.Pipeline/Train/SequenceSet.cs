using AttentionFunctions.Events;

namespace AttentionFunctions.Train;

/// <summary>What the learner sees: per user the interactions in order of time, items as indices.</summary>
/// <param name="ItemIds">Item index to id.</param>
/// <param name="Users">Users with at least one interaction, in ordinal order of their keys, so that a seed makes a run repeatable.</param>
public sealed record SequenceSet(string[] ItemIds, UserSequence[] Users)
{
    /// <summary>Text vectors of the items; <see cref="ItemVectors.None"/> where the data says nothing of its items.</summary>
    public ItemVectors Texts { get; init; } = ItemVectors.None;

    /// <summary>
    /// The wordings of each item's text (its own and its paraphrases) as unit vectors end to end, empty where there is one only; empty where no
    /// item has several. Training shows an item in one of them at a time.
    /// </summary>
    public float[][] TextViews { get; init; } = [];

    /// <summary>How long each item held attention, parallel to <see cref="ItemIds"/>; empty where the data says nothing of it.</summary>
    public float[] HeldSeconds { get; init; } = [];

    public int InteractionCount => Users.Sum(user => user.Interactions.Length);
}

public sealed record UserSequence(string UserKey, Interaction[] Interactions);

/// <param name="Item">Index into <see cref="SequenceSet.ItemIds"/>.</param>
/// <param name="Type">An interaction type (<see cref="EventTypes.IsInteraction"/>).</param>
/// <param name="Weight">Attention weight of the event, not decayed.</param>
/// <param name="TimeMs">Unix time in milliseconds; equal steps from 0 where the data has no times.</param>
public readonly record struct Interaction(int Item, EventType Type, float Weight, long TimeMs);
