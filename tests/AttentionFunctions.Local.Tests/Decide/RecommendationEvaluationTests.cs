using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Xunit;

namespace AttentionFunctions.Local.Decide;

/// <summary>People who are shown one of three items, half of the time by chance, and who like one of them three times as often as the others.</summary>
public sealed class RecommendationEvaluationTests
{
    private const int People = 600;

    [Fact]
    public async Task Recommendations_with_chance_in_them_are_evaluated_by_the_events_that_follow()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        using HttpResponseMessage configured = await host.Http.PutAsync(
            new Uri("/personalizer/v1.0/configurations/service", UriKind.Relative), new StringContent("""{"eventRewards":{"click":1}}"""));
        configured.EnsureSuccessStatusCode();
        await host.PostEventsAsync("""
            {"type":"item.upserted","itemId":"a","title":"Growing tomatoes"}
            {"type":"item.upserted","itemId":"b","title":"Repairing brakes"}
            {"type":"item.upserted","itemId":"c","title":"Sailing at night"}
            {"type":"click","userId":"first","itemId":"a"}
            {"type":"view","userId":"first","itemId":"b"}
            {"type":"view","userId":"first","itemId":"c"}
            """);
        await host.DrainedAsync();
        string best = Item(await GetAsync(host, "/api/users/somebody/recommendations?count=1"));

        var random = new Random(3);
        var events = new StringBuilder();
        for (int i = 0; i < People; i++)
        {
            JsonElement slate = await GetAsync(host, $"/api/users/u{i}/recommendations?count=1&explore=0.5");
            if (random.NextDouble() < Rate(Item(slate)))
                events.Append($$"""{"type":"click","userId":"u{{i}}","itemId":"{{Item(slate)}}","recommendationId":"{{slate.GetProperty("recommendationId").GetString()}}"}""").Append('\n');
        }

        await host.PostEventsAsync(events.ToString());
        await host.DrainedAsync();
        JsonElement comparison = await PostAsync(host, """{"recommendations":true,"shares":[0.2]}""");
        Assert.Equal(("slate", People), (comparison.GetProperty("unit").GetString(), comparison.GetProperty("decisions").GetInt32()));
        double chance = (Rate("a") + Rate("b") + Rate("c")) / 3;
        Covers("without chance", Rate(best));
        Covers("a share of 0.2 by chance", 0.8 * Rate(best) + 0.2 * chance);
        Covers("all by chance", chance);

        // Ids of slates, and with them the draws, are new in every run: within three half-widths, which is six standard errors, of the truth.
        void Covers(string policy, double truth)
        {
            JsonElement estimate = comparison.GetProperty("slates").EnumerateArray().Single(p => p.GetProperty("policy").GetString() == policy);
            Assert.False(estimate.TryGetProperty("verdict", out JsonElement verdict), verdict.ToString());
            JsonElement decisive = estimate.GetProperty("estimates").EnumerateArray().Single(e => e.GetProperty("estimator").GetString() == "cascade-DR");
            double value = decisive.GetProperty("value").GetDouble(), width = decisive.GetProperty("normal").GetProperty("upper").GetDouble() - value;
            Assert.InRange(truth, value - 3 * width, value + 3 * width);
            Assert.InRange(width, 0.001, 0.1);
        }
    }

    [Theory]
    [InlineData("""{"recommendations":true}""", "no recommendations")]
    [InlineData("""{"recommendations":true,"shares":[2]}""", "from 0 to 1")]
    [InlineData("""{"recommendations":true,"choose":true}""", "one of these questions")]
    [InlineData("""{"choose":true,"policies":{"x":{}}}""", "one of these questions")]
    [InlineData("""{"discount":2}""", "from 0 to 1")]
    [InlineData("""{"policies":{"x":{"learner":"FittedQ","rounds":100}}}""", "Rounds")]
    public async Task What_cannot_be_evaluated_says_why(string body, string reason)
    {
        await using RunningHost host = await RunningHost.StartAsync();
        using HttpResponseMessage response = await host.Http.PostAsync(new Uri("/api/evaluations", UriKind.Relative), new StringContent(body));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(reason, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_of_settings_without_a_log_says_that_there_is_none()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        JsonElement choice = await PostAsync(host, """{"choose":true}""");
        Assert.False(choice.TryGetProperty("chosen", out _));
        Assert.Contains("too few", choice.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    private static double Rate(string item) => item == "c" ? 0.6 : 0.2;

    private static string Item(JsonElement slate) => slate.GetProperty("items")[0].GetProperty("itemId").GetString()!;

    private static Task<JsonElement> GetAsync(RunningHost host, string path) => host.Http.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative));

    private static async Task<JsonElement> PostAsync(RunningHost host, string body)
    {
        using HttpResponseMessage response = await host.Http.PostAsync(new Uri("/api/evaluations", UriKind.Relative), new StringContent(body));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
