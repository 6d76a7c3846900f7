using System.Text;
using AttentionFunctions.Events;
using AttentionFunctions.Plan;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>A user's day: the plan, and what may interrupt it.</summary>
public sealed class PlanEndpoint(
    PlanDay plan, DecideInterruptions interruptions, InterruptionLearningStore learning, Pseudonyms pseudonyms, Problem problem, TimeProvider time)
{
    private const string CalendarType = "text/calendar";

    /// <summary>As for events.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary><c>POST /api/users/{userId}/plan?format=ics</c>: JSON, or an iCalendar document with that format or <c>Accept</c>.</summary>
    public Task<IResult> PlanAsync(HttpRequest request, string userId, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        string key = pseudonyms.Of(RequestValues.Id(userId, nameof(userId)));
        bool asCalendar = AsCalendar(request);
        PlanRequest asked = await RequestBody.ReadAsync<PlanRequest>(request, PlanLimits.BodyBytes, cancel);
        Reject(PlanLimits.Check(asked), "The plan's request is not valid.");
        PlanResult result = await PlannedAsync(key, asked, cancel);
        return asCalendar ? Results.Text(Calendars.Write(result, time.GetUtcNow()), CalendarType, Encoding.UTF8) : ApiJson.Ok(result);
    });

    /// <summary><c>POST /api/users/{userId}/interruptions</c></summary>
    public Task<IResult> InterruptionsAsync(HttpRequest request, string userId, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        string key = pseudonyms.Of(RequestValues.Id(userId, nameof(userId)));
        InterruptionRequest asked = await RequestBody.ReadAsync<InterruptionRequest>(request, PlanLimits.BodyBytes, cancel);
        Reject(asked.Check(), "The request about interruptions is not valid.");
        return ApiJson.Ok(await interruptions.HandleAsync(key, asked, cancel));
    });

    /// <summary><c>POST /api/users/{userId}/interruptions/{decisionId}/outcomes</c>: 204, also when it was reported before.</summary>
    public Task<IResult> OutcomesAsync(HttpRequest request, string userId, string decisionId, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        string key = pseudonyms.Of(RequestValues.Id(userId, nameof(userId)));
        OutcomeReport report = await RequestBody.ReadAsync<OutcomeReport>(request, PlanLimits.BodyBytes, cancel);
        Reject(report.Check(time.GetUtcNow() + ClockSkew), "The report of outcomes is not valid.");
        try
        {
            return await interruptions.ReportAsync(key, decisionId, report, cancel)
                ? Results.NoContent()
                : throw ApiException.NotFound("This user has no decision about interruptions of this id.");
        }
        catch (FormatException e)
        {
            throw ApiException.BadRequest(e.Message);
        }
    });

    /// <summary><c>GET /api/interruptions</c>: what was learned from the outcomes, and whether it decides.</summary>
    public Task<IResult> LearningAsync(HttpRequest request, CancellationToken cancel) =>
        problem.GuardAsync(request, async () => ApiJson.Ok(await learning.ReadAsync(cancel)));

    private async Task<PlanResult> PlannedAsync(string key, PlanRequest asked, CancellationToken cancel)
    {
        try
        {
            return await plan.HandleAsync(key, asked, cancel);
        }
        catch (FormatException e)
        {
            throw ApiException.BadRequest(e.Message);
        }
    }

    private static bool AsCalendar(HttpRequest request) => request.Query["format"].ToString() switch
    {
        "ics" => true,
        "json" => false,
        "" => request.Headers.Accept.Any(accept => accept?.Contains(CalendarType, StringComparison.OrdinalIgnoreCase) == true),
        _ => throw ApiException.BadRequest("format must be json or ics."),
    };

    private static void Reject(IReadOnlyList<string> wrong, string detail)
    {
        if (wrong.Count > 0) throw ApiException.BadRequest($"{detail} {wrong[0]}", [new ProblemError(null, wrong)]);
    }
}
