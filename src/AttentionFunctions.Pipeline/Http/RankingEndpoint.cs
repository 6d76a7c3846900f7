using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using AttentionFunctions.Events;
using AttentionFunctions.Rank;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>Rankings beside the recommendations of one user: the caller's candidates, a search, a session, many users at once.</summary>
public sealed class RankingEndpoint(
    RecommendForUser recommend, SearchItems search, RankingRequests rankings, Pseudonyms pseudonyms, SlateAnswers answers, TimeProvider time, Problem problem)
{
    private const int MaxBytes = 1024 * 1024, MaxCandidates = 1000, MaxSessionEvents = 500, MaxUsers = 500;

    /// <summary><c>POST /api/rank</c>: the caller's candidates, best first.</summary>
    public Task<IResult> RankAsync(HttpRequest request, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        CandidatesBody body = await RequestBody.ReadAsync<CandidatesBody>(request, MaxBytes, cancel);
        if (body.ItemIds is not { Count: >= 1 and <= MaxCandidates } ids)
            throw ApiException.BadRequest($"itemIds must have 1 to {MaxCandidates} ids, got {body.ItemIds?.Count ?? 0}.");
        foreach (string id in ids) RequestValues.Id(id ?? "", "itemIds");

        // Whoever brings candidates decides what has been seen, unless the rules say otherwise.
        RankingBody ranking = body with { Rules = (body.Rules ?? new RankingRules()) is var rules && rules.Seen is null ? rules with { Seen = [] } : rules };
        string[] distinct = [.. ids.Distinct(StringComparer.Ordinal)];
        RankRequest rank = await OfAsync(body.UserId, body.Count ?? Math.Min(distinct.Length, RankRequest.MaxCount), ranking, request, cancel);
        return await answers.OkAsync(await recommend.RerankAsync(distinct, rank, cancel));
    });

    /// <summary><c>GET /api/search?q=…&amp;userId=…</c>, and the parameters of recommendations. Items seen before are found again.</summary>
    public Task<IResult> SearchAsync(HttpRequest request, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        string query = RankingQuery.Text(request, "q")?.Trim() ?? "";
        if (query.Length is 0 or > SearchItems.MaxQueryLength)
            throw ApiException.BadRequest($"q must have 1 to {SearchItems.MaxQueryLength} characters: what to search for.");
        string? userId = RankingQuery.Text(request, "userId") is { } raw ? RequestValues.Id(raw, "userId") : null;
        RankRequest rank = await rankings.OfAsync(userId is null ? "" : pseudonyms.Of(userId), userId, request, cancel);
        return await answers.OkAsync(await search.HandleAsync(query, rank with { Rules = rank.Rules with { Seen = rank.Rules.Seen ?? [] } }, cancel));
    });

    /// <summary><c>POST /api/sessions/recommendations</c>: for somebody of whom nothing is known but the events in the body, which are not stored.</summary>
    public Task<IResult> SessionAsync(HttpRequest request, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        SessionBody body = await RequestBody.ReadAsync<SessionBody>(request, MaxBytes, cancel);
        if (body.Events is not { Count: <= MaxSessionEvents } events)
            throw ApiException.BadRequest($"events must be a list of at most {MaxSessionEvents} events, got {body.Events?.Count ?? 0}.");
        IReadOnlyList<AttentionEvent> known = Read(events);
        RankRequest rank = await OfAsync(null, body.Count, body, request, cancel);
        return await answers.OkAsync(await recommend.ForSessionAsync(known, rank, cancel));
    });

    /// <summary><c>POST /api/recommendations:batch</c>: many users in one call, for mails.</summary>
    public Task<IResult> BatchAsync(HttpRequest request, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        BatchBody body = await RequestBody.ReadAsync<BatchBody>(request, MaxBytes, cancel);
        if (body.UserIds is not { Count: >= 1 and <= MaxUsers } ids)
            throw ApiException.BadRequest($"userIds must have 1 to {MaxUsers} ids, got {body.UserIds?.Count ?? 0}.");
        foreach (string id in ids) RequestValues.Id(id ?? "", "userIds");
        var slates = new ConcurrentDictionary<int, UserSlate>();
        await Parallel.ForAsync(0, ids.Count, cancel, async (i, token) =>
            slates[i] = new UserSlate(ids[i], await recommend.HandleAsync(await OfAsync(ids[i], body.Count, body, request, token), token)));
        UserSlate[] inOrder = [.. Enumerable.Range(0, ids.Count).Select(i => slates[i])];
        return await answers.OkAsync(inOrder.Select(user => user.Slate), new BatchSlates(inOrder));
    });

    private Task<RankRequest> OfAsync(string? userId, int? count, RankingBody body, HttpRequest request, CancellationToken cancel)
    {
        string? id = userId is null ? null : RequestValues.Id(userId, nameof(userId));
        return rankings.OfAsync(id is null ? "" : pseudonyms.Of(id), id, count, body, RankingQuery.Wording(request), cancel);
    }

    /// <summary>Held to the same rules as published events; the person they are of has no name here.</summary>
    private IReadOnlyList<AttentionEvent> Read(JsonArray events)
    {
        foreach (JsonNode? node in events)
            if (node is JsonObject @event) @event["userId"] = "session";
        EventBatch batch = EventReader.Read(JsonSerializer.SerializeToUtf8Bytes(events), time.GetUtcNow());
        if (batch.Rejections.Count > 0)
            throw ApiException.BadRequest("Some events are not valid.", [.. batch.Rejections.Select(rejection => new ProblemError(rejection.Index, rejection.Reasons))]);
        return batch.Events.All(@event => @event.Type.IsBehaviour())
            ? batch.Events
            : throw ApiException.BadRequest("A session holds behaviour events only: view, click, like and so on.");
    }
}

internal sealed record CandidatesBody : RankingBody
{
    /// <summary>Null ranks for nobody in particular.</summary>
    public string? UserId { get; init; }

    public IReadOnlyList<string>? ItemIds { get; init; }
}

internal sealed record SessionBody : RankingBody
{
    /// <summary>As in <c>POST /api/events</c>, without user ids; a missing time is now.</summary>
    public JsonArray? Events { get; init; }
}

internal sealed record BatchBody : RankingBody
{
    public IReadOnlyList<string>? UserIds { get; init; }
}

public sealed record BatchSlates(IReadOnlyList<UserSlate> Slates);

/// <param name="UserId">As asked for.</param>
public sealed record UserSlate(string UserId, Slate Slate);
