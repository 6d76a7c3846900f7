using AttentionFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AttentionFunctions.Azure;

/// <summary>Anonymous to the platform: Personalizer's clients send their key in a header of their own, which the endpoint checks.</summary>
public sealed class PersonalizerApi(PersonalizerEndpoint decide)
{
    [Function(nameof(Routes.PersonalizerRank))]
    public Task<IResult> Rank(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.PersonalizerRank)] HttpRequest request, CancellationToken cancel) =>
        decide.RankAsync(request, cancel);

    [Function(nameof(Routes.PersonalizerReward))]
    public Task<IResult> Reward(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.PersonalizerReward)] HttpRequest request, string eventId, CancellationToken cancel) =>
        decide.RewardAsync(request, eventId, cancel);

    [Function(nameof(Routes.PersonalizerActivate))]
    public Task<IResult> Activate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.PersonalizerActivate)] HttpRequest request, string eventId) =>
        decide.ActivateAsync(request, eventId);

    [Function(nameof(Routes.MultiSlotRank))]
    public Task<IResult> MultiSlotRank(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.MultiSlotRank)] HttpRequest request, CancellationToken cancel) =>
        decide.MultiSlotRankAsync(request, cancel);

    [Function(nameof(Routes.MultiSlotReward))]
    public Task<IResult> MultiSlotReward(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.MultiSlotReward)] HttpRequest request, string eventId, CancellationToken cancel) =>
        decide.MultiSlotRewardAsync(request, eventId, cancel);

    [Function(nameof(Routes.MultiSlotActivate))]
    public Task<IResult> MultiSlotActivate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.MultiSlotActivate)] HttpRequest request, string eventId) =>
        decide.ActivateAsync(request, eventId);
}
