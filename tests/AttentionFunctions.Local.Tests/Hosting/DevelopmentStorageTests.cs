using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using AttentionFunctions.Local.Commands;
using AttentionFunctions.Testing;
using Xunit;

namespace AttentionFunctions.Local.Hosting;

/// <summary>The local host and the command line on the emulator that <c>UseDevelopmentStorage=true</c> means, at the port that it means.</summary>
public sealed class DevelopmentStorageTests : IDisposable
{
    private const int Port = 10000;

    private const string Storage = "UseDevelopmentStorage=true";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_host_that_is_killed_finds_everything_in_the_emulator_again()
    {
        Assert.SkipUnless(IsFree(), $"Something listens on port {Port} already, an emulator of somebody's perhaps: it is not this test's to write to.");
        await using AzuriteProcess azurite = await AzuriteProcess.StartAsync(Port);
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };
        CancellationToken cancel = TestContext.Current.CancellationToken;

        using (AttentionProcess host = Start())
        {
            Uri api = await AddressAsync(host);
            using var events = new StringContent("""
                {"id":"1","type":"item.upserted","itemId":"a","title":"Growing tomatoes"}
                {"id":"2","type":"item.upserted","itemId":"b","title":"Tomatoes and other plants"}
                {"id":"3","type":"view","userId":"u","itemId":"a","dwellSeconds":60}
                """);
            Assert.Equal(HttpStatusCode.Accepted, (await http.PostAsync(new Uri(api, "api/events"), events, cancel)).StatusCode);
            await UntilRecommendedAsync(http, api, cancel);
        }

        Assert.False(Directory.Exists(folder.File("data/store")));
        using (AttentionProcess again = Start()) await UntilRecommendedAsync(http, await AddressAsync(again), cancel);

        using AttentionProcess rebuild = AttentionProcess.Start("rebuild", "--data", folder.File("data"), "--storage", Storage);
        Terminal.Answer answer = await rebuild.AnswerAsync();
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains("3 events of 1 people: 0 profiles changed, 0 removed; 2 items.", answer.Output);
    }

    private AttentionProcess Start() => AttentionProcess.Start("run", "--data", folder.File("data"), "--storage", Storage, "--port", "0", "--service-bus", "off");

    private static async Task<Uri> AddressAsync(AttentionProcess host)
    {
        string line = await host.UntilAsync("Listening on");
        return new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..].Split(' ', ',')[0].TrimEnd('/') + "/");
    }

    private static async Task UntilRecommendedAsync(HttpClient http, Uri api, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while ((await http.GetFromJsonAsync<JsonNode>(new Uri(api, "api/users/u/recommendations"), limit.Token))?["items"]?.ToJsonString().Contains("Tomatoes and other plants", StringComparison.Ordinal) != true)
            await Task.Delay(100, limit.Token);
    }

    private static bool IsFree()
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, Port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
