using System.Text.Json;
using AttentionFunctions.Decide;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>Rank, activate and reward with the contracts of Azure Personalizer, for one decision and for several slots at once.</summary>
public sealed class PersonalizerEndpoint(Decider decider, PersonalizerError error)
{
    private const string InvalidRank = "InvalidRankRequest", InvalidReward = "InvalidRewardRequest", InvalidActivation = "InvalidEventIdToActivate";

    /// <summary><c>POST …/rank</c>: 201 with the ranking; what is returned is logged.</summary>
    public Task<IResult> RankAsync(HttpRequest request, CancellationToken cancel) => error.GuardAsync(request, InvalidRank, async () =>
    {
        using BodyBytes body = await BodyBytes.ReadAsync(request, cancel);
        Decided decided = await decider.DecideAsync(DecisionCall.Read(body.Utf8, multiSlot: false), cancel);
        return ApiJson.Ok(RankResponse.Of(decided), StatusCodes.Status201Created);
    });

    /// <summary><c>POST …/multislot/rank</c></summary>
    public Task<IResult> MultiSlotRankAsync(HttpRequest request, CancellationToken cancel) => error.GuardAsync(request, InvalidRank, async () =>
    {
        using BodyBytes body = await BodyBytes.ReadAsync(request, cancel);
        DecisionEntry entry = (await decider.DecideAsync(DecisionCall.Read(body.Utf8, multiSlot: true), cancel)).Entry;
        return ApiJson.Ok(
            new MultiSlotRankResponse([.. entry.Slots.Select(slot => new SlotResponse(slot.Id!, entry.Actions[slot.Chosen].Id))], entry.Id),
            StatusCodes.Status201Created);
    });

    /// <summary><c>POST …/events/{eventId}/reward</c>: 204 once the reward is stored.</summary>
    public Task<IResult> RewardAsync(HttpRequest request, string eventId, CancellationToken cancel) => error.GuardAsync(request, InvalidReward, async () =>
    {
        using JsonDocument body = await JsonBody.ReadAsync(request, cancel);
        await decider.RewardAsync(RequestValues.Id(eventId, nameof(eventId)), Value(body.RootElement), cancel: cancel);
        return Results.NoContent();
    });

    /// <summary><c>POST …/multislot/events/{eventId}/reward</c>: <c>{"reward":[{"slotId","value"}]}</c></summary>
    public Task<IResult> MultiSlotRewardAsync(HttpRequest request, string eventId, CancellationToken cancel) => error.GuardAsync(request, InvalidReward, async () =>
    {
        using JsonDocument body = await JsonBody.ReadAsync(request, cancel);
        if (body.RootElement.ValueKind != JsonValueKind.Object || !body.RootElement.TryGetProperty("reward", out JsonElement rewards)
            || rewards.ValueKind != JsonValueKind.Array || rewards.GetArrayLength() is 0 or > DecisionCall.MaxSlots)
            throw new InvalidDecisionException($"reward must be an array of 1 to {DecisionCall.MaxSlots} objects with slotId and value.");
        (string Slot, double Value)[] values = [.. rewards.EnumerateArray().Select(reward => (SlotId(reward), Value(reward)))];
        string id = RequestValues.Id(eventId, nameof(eventId));
        await Task.WhenAll(values.Select(reward => decider.RewardAsync(id, reward.Value, reward.Slot, cancel)));
        return Results.NoContent();
    });

    /// <summary><c>POST …/events/{eventId}/activate</c>: 204 once it is stored.</summary>
    public Task<IResult> ActivateAsync(HttpRequest request, string eventId) => error.GuardAsync(request, InvalidActivation, async () =>
    {
        await decider.ActivateAsync(RequestValues.Id(eventId, nameof(eventId)));
        return Results.NoContent();
    });

    private static double Value(JsonElement reward) =>
        reward.ValueKind == JsonValueKind.Object && reward.TryGetProperty("value", out JsonElement value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number)
            ? number
            : throw new InvalidDecisionException("value must be a number.");

    private static string SlotId(JsonElement reward) =>
        reward.ValueKind == JsonValueKind.Object && reward.TryGetProperty("slotId", out JsonElement id)
        && id.ValueKind == JsonValueKind.String && id.GetString() is { Length: >= 1 and <= DecisionCall.MaxIdLength } text
            ? text
            : throw new InvalidDecisionException($"slotId must be a string of 1 to {DecisionCall.MaxIdLength} characters.");
}

/// <param name="Ranking">The chosen action first, the others by predicted reward; excluded actions keep their place, with probability 0.</param>
internal sealed record RankResponse(IReadOnlyList<RankedAction> Ranking, string EventId, string RewardActionId)
{
    public static RankResponse Of(Decided decided)
    {
        (DecisionEntry entry, DecisionDistribution distribution) = decided;
        int chosen = entry.Slots[0].Chosen;
        var order = new Queue<int>(distribution.ByPrediction().Where(i => distribution.Allowed[i] != chosen)
            .Prepend(Array.IndexOf(distribution.Allowed, chosen)));
        HashSet<int> allowed = [.. distribution.Allowed];
        var ranking = new RankedAction[entry.Actions.Count];
        for (int place = 0; place < ranking.Length; place++)
        {
            if (allowed.Contains(place))
            {
                int i = order.Dequeue();
                ranking[place] = new RankedAction(entry.Actions[distribution.Allowed[i]].Id, distribution.Probabilities[i]);
            }
            else
            {
                ranking[place] = new RankedAction(entry.Actions[place].Id, 0);
            }
        }

        return new RankResponse(ranking, entry.Id, entry.Actions[chosen].Id);
    }
}

internal sealed record RankedAction(string Id, double Probability);

internal sealed record MultiSlotRankResponse(IReadOnlyList<SlotResponse> Slots, string EventId);

internal sealed record SlotResponse(string Id, string RewardActionId);
