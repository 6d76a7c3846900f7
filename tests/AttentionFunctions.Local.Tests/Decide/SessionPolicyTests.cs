using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AttentionFunctions.Decide;
using AttentionFunctions.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AttentionFunctions.Local.Decide;

/// <summary>
/// Sessions of two decisions. "bait" earns 0.5 at once, "deep" nothing; whatever comes next earns 0.9 after "deep" and 0.1 after "bait". One decision
/// at a time bait is the best; for the session, deep is.
/// </summary>
public sealed class SessionPolicyTests
{
    private const int Sessions = 1000;

    [Fact]
    public async Task What_is_best_for_the_session_is_learnt_from_the_log_proven_promoted_and_served()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        await PutAsync(host, "configurations/policy", """{"name":"explore","arguments":"--uniform"}""");
        await PostAsync(host, "decisions/trial", """{"settings":{"learner":"FittedQ","discount":1},"share":0}""", HttpStatusCode.BadRequest); // no sessions yet
        await LogAsync(host);

        JsonElement comparison = await PostAsync(host, "evaluations", """{"policies":{"ahead":{"learner":"FittedQ","discount":1},"bandit":{"learner":"LinearThompson"}}}""");
        Assert.Equal(("session", Sessions / 2), (comparison.GetProperty("unit").GetString(), comparison.GetProperty("decisions").GetInt32()));
        (double Low, double High) ahead = Interval(comparison, "ahead"), bandit = Interval(comparison, "bandit");
        Assert.InRange(0.9 * 0.99 + 0.01 * 0.6, ahead.Low, ahead.High);
        Assert.InRange(0.6, bandit.Low, bandit.High);

        await PostAsync(host, "decisions/trial", """{"settings":{"learner":"FittedQ","discount":1},"share":0}""");
        JsonElement promotion = await PostAsync(host, "decisions/promote", "");
        Assert.True(promotion.GetProperty("promoted").GetBoolean(), promotion.GetProperty("reason").GetString());

        JsonElement ranked = await RankAsync(host, "e", "s", """{"step":0}""");
        Assert.Equal("deep", ranked.GetProperty("ranking").EnumerateArray().MaxBy(action => action.GetProperty("probability").GetDouble()).GetProperty("id").GetString());
        Assert.Contains("--fitted_q --discount 1", (await host.Http.GetStringAsync(new Uri("/personalizer/v1.0/configurations/policy", UriKind.Relative))), StringComparison.Ordinal);
    }

    /// <summary>Decided and rewarded by the host, and joined by an instance that is an hour ahead, so that nothing has to wait.</summary>
    private static async Task LogAsync(RunningHost host)
    {
        var decider = host.App.Services.GetRequiredService<Decider>();
        var random = new Random(4);
        for (int i = 0; i < Sessions; i++)
        {
            JsonElement? first = i == 0 ? await RankAsync(host, "s0-0", "s0", """{"step":0}""") : null;
            string chosen = first?.GetProperty("rewardActionId").GetString() ?? await DecideAsync(decider, $"s{i}-0", $"s{i}", """{"step":0}""");
            await decider.RewardAsync($"s{i}-0", chosen == "bait" && random.NextDouble() < 0.5 ? 1 : 0);
            await DecideAsync(decider, $"s{i}-1", $"s{i}", $$"""{"step":1,"last":"{{chosen}}"}""");
            await decider.RewardAsync($"s{i}-1", random.NextDouble() < (chosen == "deep" ? 0.9 : 0.1) ? 1 : 0);
        }

        var later = new ServiceCollection();
        later.AddSingleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(1)));
        later.AddAttentionPipeline(new PipelineOptions { Storage = "unused", PseudonymKey = new byte[32] });
        later.AddSingleton(host.App.Services.GetRequiredService<IBlobStore>());
        await using ServiceProvider ahead = later.BuildServiceProvider();
        Assert.Equal(2 * Sessions, (await ahead.GetRequiredService<LearnFromDecisions>().RunAsync())!.Counts.Joined);
    }

    private static string Body(string id, string session, string features) => $$"""
        {"eventId":"{{id}}","contextFeatures":[{"_session":"{{session}}","session":{{features}}}],"actions":[{"id":"bait","features":[]},{"id":"deep","features":[]}]}
        """;

    private static async Task<string> DecideAsync(Decider decider, string id, string session, string features)
    {
        DecisionEntry entry = (await decider.DecideAsync(DecisionCall.Read(System.Text.Encoding.UTF8.GetBytes(Body(id, session, features)), multiSlot: false), default)).Entry;
        return entry.Actions[entry.Slots[0].Chosen].Id;
    }

    private static Task<JsonElement> RankAsync(RunningHost host, string id, string session, string features) =>
        SendAsync(host, HttpMethod.Post, "/personalizer/v1.0/rank", Body(id, session, features), HttpStatusCode.Created);

    private static Task<JsonElement> PostAsync(RunningHost host, string path, string body, HttpStatusCode expected = HttpStatusCode.OK) =>
        SendAsync(host, HttpMethod.Post, $"/api/{path}", body, expected);

    private static Task<JsonElement> PutAsync(RunningHost host, string path, string body) =>
        SendAsync(host, HttpMethod.Put, $"/personalizer/v1.0/{path}", body, HttpStatusCode.OK);

    private static async Task<JsonElement> SendAsync(RunningHost host, HttpMethod method, string path, string body, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = new StringContent(body) };
        using HttpResponseMessage response = await host.Http.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static (double Low, double High) Interval(JsonElement comparison, string policy)
    {
        JsonElement normal = comparison.GetProperty("policies").EnumerateArray().Single(estimate => estimate.GetProperty("policy").GetString() == policy)
            .GetProperty("estimates").EnumerateArray().Single(estimate => estimate.GetProperty("estimator").GetString() == "PDIS").GetProperty("normal");
        return (normal.GetProperty("lower").GetDouble(), normal.GetProperty("upper").GetDouble());
    }
}
