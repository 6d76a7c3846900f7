using System.Globalization;
using System.Text;
using AttentionFunctions.Ingest;
using AttentionFunctions.Train;
using Microsoft.Extensions.DependencyInjection;

namespace AttentionFunctions.Local;

/// <summary>Something to see in every view of the console.</summary>
internal static class ConsoleWorld
{
    public const string Reader = "ann";

    private static readonly string[] Titles =
    [
        "Growing tomatoes in small gardens", "Tomatoes and other plants for small gardens", "Small gardens on a balcony", "Herbs for small gardens",
        "Garden soil, and how tomatoes like it", "Repairing bicycle brakes", "Truing bicycle wheels",
    ];

    /// <summary>A catalogue, and a reader who likes gardens.</summary>
    public static async Task<RunningHost> WithReaderAsync(string? apiKey = null)
    {
        RunningHost host = await RunningHost.StartAsync(apiKey);
        if (apiKey is not null) host.Http.DefaultRequestHeaders.Add("x-functions-key", apiKey);
        await host.PostEventsAsync(string.Join('\n', Titles.Select((title, i) =>
            $$"""{"type":"item.upserted","itemId":"i{{i}}","title":"{{title}}","text":"All about {{title}}.","categories":["{{(i < 5 ? "gardens" : "bicycles")}}"],"creator":"Hedge {{i % 3}}","attentionSeconds":60}""")
            .Append($$"""{"type":"view","userId":"{{Reader}}","itemId":"i0","dwellSeconds":90}""")
            .Append($$"""{"type":"focus","userId":"{{Reader}}","category":"writing","seconds":1500}""")));
        await host.DrainedAsync();
        return host;
    }

    /// <summary>As well two model versions, of which none serves, ten days of impressions, broken payloads, and a decision.</summary>
    public static async Task<RunningHost> WithEverythingAsync()
    {
        RunningHost host = await WithReaderAsync();
        DateTimeOffset begin = TimeProvider.System.GetUtcNow().AddDays(-21);
        await host.PostEventsAsync(string.Join('\n', Enumerable.Range(0, 120).Select(i => string.Create(CultureInfo.InvariantCulture,
            $$$"""{"type":"{{{(i % 4 == 3 ? "view" : "impression")}}}","userId":"u{{{i % 9}}}","itemId":"i{{{i % 7}}}","time":"{{{begin.AddHours(2 * i):O}}}","recommendationId":"r{{{i / 4}}}","dwellSeconds":20,"context":{"position":"{{{1 + i % 4}}}"}}"""))));
        await QuarantineAsync(host, "not json at all", """{"type":"viewed","userId":"u"}""");
        await host.DrainedAsync();
        await AddModelAsync(host, "20260101-000000-aaaaaa", 0.21, promoted: true);
        await AddModelAsync(host, "20260102-000000-bbbbbb", 0.19, promoted: false);
        using var rank = new StringContent("""{"contextFeatures":[{"hour":8}],"actions":[{"id":"a","features":[{"kind":"x"}]},{"id":"b","features":[{"kind":"y"}]}]}""", Encoding.UTF8, "application/json");
        (await host.Http.PostAsync(new Uri("/personalizer/v1.0/rank", UriKind.Relative), rank)).EnsureSuccessStatusCode();
        await AddExperimentAsync(host);
        return host;
    }

    /// <summary>Two versions of a policy, and an experiment with it.</summary>
    public static async Task AddExperimentAsync(RunningHost host)
    {
        foreach (string rules in new[] { """{"filter":"price < 20"}""", """{"filter":"price < 30"}""" })
            (await PutAsync(host, "/api/policies/shop", rules)).EnsureSuccessStatusCode();
        const string arms = """{"arms":[{"name":"old","weight":1},{"name":"new","weight":3,"policy":"shop"}]}""";
        (await PutAsync(host, "/api/experiments/front", arms, create: true)).EnsureSuccessStatusCode();
    }

    private static async Task<HttpResponseMessage> PutAsync(RunningHost host, string path, string json, bool create = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(path, UriKind.Relative)) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (create) request.Headers.TryAddWithoutValidation("If-None-Match", "*");
        return await host.Http.SendAsync(request);
    }

    public static Task QuarantineAsync(RunningHost host, params string[] bodies) =>
        host.App.Services.GetRequiredService<IEventQueue>().SendAsync(
            [.. bodies.Select(body => new OutgoingMessage(Guid.CreateVersion7().ToString("N"), Encoding.UTF8.GetBytes(body)))]);

    /// <summary>A version to be looked at: what it weighs is not asked for here.</summary>
    public static Task AddModelAsync(RunningHost host, string version, double ndcg, bool promoted)
    {
        SliceQuality Slice(double value) => new(100, 10, value * 1.5, value, value * 0.9, 0.5, 8);
        return host.App.Services.GetRequiredService<ModelStore>().SaveAsync(
            new ModelManifest
            {
                Version = version,
                CreatedAt = DateTimeOffset.ParseExact(version[..15], "yyyyMMdd-HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                Seed = 1,
                Data = new TrainingData(null, null, 1000, 100, 7),
                Split = "time",
                Options = new TrainingOptions(),
                Quality = [new("Popularity", 0, Slice(0.1), Slice(0.1)), new("Blend", 1, Slice(ndcg), Slice(ndcg))],
                BlendWeights = new Dictionary<string, float> { ["Popularity"] = 1 },
                Gate = promoted ? new GateDecision(true, "There is no incumbent.") : new GateDecision(false, "Not better beyond doubt.", 100, -0.02, -0.04, 0.01),
                ContentHash = version,
            },
            new byte[] { 1 }, new ModelCard($"# Model {version}\n\n<img src=x onerror=\"window.hacked = true\">", "<svg/>"));
    }
}
