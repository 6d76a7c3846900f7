using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Xunit;

namespace AttentionFunctions.Local;

public sealed class EventToRecommendationTests(ITestOutputHelper output)
{
    /// <summary>For a loaded machine; the figure itself is printed.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_view_of_a_new_user_changes_what_is_recommended_without_a_retrain()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        await host.PostEventsAsync("""
            {"type":"item.upserted","itemId":"tomatoes","title":"Growing tomatoes in small gardens"}
            {"type":"item.upserted","itemId":"garden","title":"Tomatoes and other plants for small gardens"}
            {"type":"item.upserted","itemId":"brakes","title":"Repairing bicycle brakes"}
            {"type":"item.upserted","itemId":"wheels","title":"Truing bicycle wheels and repairing brakes"}
            {"type":"view","userId":"someone","itemId":"brakes","dwellSeconds":90}
            {"type":"view","userId":"someone","itemId":"wheels","dwellSeconds":90}
            """);
        await host.DrainedAsync();
        string[] before = await RecommendedAsync(host);
        Assert.NotEqual("garden", before.FirstOrDefault());

        long posted = Stopwatch.GetTimestamp();
        HttpResponseMessage answer = await host.PostEventsAsync("""{"type":"view","userId":"newcomer","itemId":"tomatoes","dwellSeconds":120}""");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        string[] after = await RecommendedAsync(host);
        while (after.FirstOrDefault() != "garden")
        {
            Assert.True(Stopwatch.GetElapsedTime(posted) < Limit, $"Still {string.Join(", ", after)} a minute after the view.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
            after = await RecommendedAsync(host);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Event to recommendation: {Stopwatch.GetElapsedTime(posted).TotalMilliseconds:F0} ms; before: {string.Join(", ", before)}; after: {string.Join(", ", after)}"));
        Assert.DoesNotContain("tomatoes", after);
    }

    private static async Task<string[]> RecommendedAsync(RunningHost host)
    {
        using JsonDocument slate = JsonDocument.Parse(await host.Http.GetStringAsync(new Uri("/api/users/newcomer/recommendations", UriKind.Relative)));
        return [.. slate.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("itemId").GetString()!)];
    }
}
