using AttentionFunctions.Events;

namespace AttentionFunctions.Rank;

/// <summary>
/// What a score is made of, exactly: <c>score = Σ models.prior + Σ history.contribution + rest</c>, where the rest is what is listed under
/// <see cref="Novelty"/> and <see cref="Rules"/>.
/// </summary>
/// <param name="Models">What each model of the blend says; empty for an item that no model has seen.</param>
/// <param name="History">What each event adds, all models together; largest effect first.</param>
/// <param name="Novelty">What the novelty of the item adds.</param>
/// <param name="Rules">What rules added.</param>
public sealed record Explanation(
    IReadOnlyList<ModelPart> Models, IReadOnlyList<EventPart> History, float Novelty, IReadOnlyList<RulePart> Rules);

/// <param name="Score">Weight × standardised score of the model: mean 0 over all items.</param>
/// <param name="Prior">What of that the item has without a history.</param>
public sealed record ModelPart(string Model, float Weight, float Score, float Prior);

/// <param name="Contribution">What the event adds to the score; negative when it speaks against the item.</param>
public sealed record EventPart(string ItemId, string? Title, EventType Type, DateTimeOffset Time, float Contribution);

/// <param name="Times">The factor by which the rule changes how attractive the item is.</param>
/// <param name="Added">Its logarithm: what the rule adds to the score.</param>
public sealed record RulePart(string Rule, double Times, double Added);
