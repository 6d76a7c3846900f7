using System.Text.Json;
using System.Text.Unicode;

namespace AttentionFunctions.Decide;

/// <summary>A request to decide, read from JSON and checked.</summary>
/// <param name="Context">Null when absent.</param>
/// <param name="ContextFeatures">The same, hashed.</param>
/// <param name="Actions">1 to <see cref="DecisionInput.MaxActions"/>, with ids of their own.</param>
/// <param name="Hashed">The same actions with their features hashed.</param>
/// <param name="Excluded">Positions in <paramref name="Actions"/>.</param>
/// <param name="Slots">Empty for a single decision.</param>
internal sealed record DecisionCall(
    string EventId, RawJson? Context, FeatureSet ContextFeatures, IReadOnlyList<LoggedAction> Actions, IReadOnlyList<DecisionAction> Hashed,
    IReadOnlySet<int> Excluded, bool Deferred, IReadOnlyList<SlotCall> Slots)
{
    public const int MaxIdLength = 256, MaxSlots = 50;

    /// <summary>In one pass over the bytes; what is logged are slices of them, so they must live until the decision is in the log.</summary>
    /// <exception cref="InvalidDecisionException">Says what is wrong with which field.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static DecisionCall Read(ReadOnlyMemory<byte> body, bool multiSlot)
    {
        // Ids and features are hashed and logged as bytes: what reads the log later must find text in them.
        if (!Utf8.IsValid(body.Span)) throw new InvalidDecisionException("The body is not UTF-8.");
        try
        {
            return new DecisionCallReader(body, multiSlot).Read();
        }
        catch (InvalidOperationException e)
        {
            // The reader's word for half of an escaped surrogate pair.
            throw new InvalidDecisionException($"A text in the body is not valid Unicode: {e.Message}");
        }
    }

    /// <summary>What a slot is filled from. Its features join the context, so that products with the actions say what fits where.</summary>
    public DecisionInput Input(int[] allowed, SlotCall? slot) => DecisionInput.Of(
        slot?.Features is { } features ? FeatureReader.Read(Context, features) : ContextFeatures, Hashed, allowed);
}

/// <param name="Baseline">Position of the action that the application would show by itself.</param>
internal sealed record SlotCall(string Id, RawJson? Features, IReadOnlySet<int> Excluded, int Baseline);
