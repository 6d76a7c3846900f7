using System.Diagnostics;
using System.Net;
using AttentionFunctions.Events;
using AttentionFunctions.Local.Commands;
using AttentionFunctions.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using EventLog = AttentionFunctions.Store.EventLog;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>Each sample as its readers run it, against a local host that asks for a key.</summary>
public sealed class SamplesTests
{
    private const string Key = "c2VjcmV0+key/of=the samples";

    private static string Samples => Path.Join(Repository.Root, "samples");

    [Fact]
    public async Task The_csharp_sample_publishes()
    {
        await using RunningHost host = await StartAsync();
        await AssertPublishesAsync(host, "csharp", "dotnet", [Path.Join(AppContext.BaseDirectory, "AttentionFunctions.Sample.dll"), Rest(host)]);
    }

    [Fact]
    public async Task The_javascript_sample_publishes()
    {
        Assert.Null(await OfficialClient.InstalledAsync());
        await using RunningHost host = await StartAsync();
        IPEndPoint amqp = host.App.Services.GetRequiredService<ServiceBusEndpoint>().Endpoint;
        await AssertPublishesAsync(host, "javascript", "node", [Path.Join(Samples, "javascript", "publish.js"), Connection(amqp.ToString())]);
    }

    [Fact]
    public async Task The_curl_sample_publishes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The curl sample is a shell script.");
        await using RunningHost host = await StartAsync();
        await AssertPublishesAsync(
            host, "curl", "bash", [Path.Join(Samples, "curl", "publish.sh"), host.Http.BaseAddress!.AbsoluteUri, EndpointOptions.KeyName, Key]);
    }

    [Fact]
    public async Task The_command_line_publishes()
    {
        await using RunningHost host = await StartAsync();
        using TemporaryFolder folder = new();
        string file = folder.File("events.ndjson");
        await File.WriteAllLinesAsync(file,
        [
            """{"type":"view","userId":"u","itemId":"command-item","time":"2026-11-01T00:00:00Z"}""", "",
            """{"type":"like","userId":"u","itemId":"command-item","time":"2026-11-01T00:00:01Z"}""",
        ], TestContext.Current.CancellationToken);
        Assert.Equal(0, await CommandLine.RunAsync(["publish", file, "--service-bus", Rest(host)]));
        Assert.Equal(0, await CommandLine.RunAsync(["publish", file, "--service-bus", Rest(host)])); // Again: nothing new.
        Assert.Equal(["like", "view"], await StoredAsync(host, "command-item"));
    }

    private static Task<RunningHost> StartAsync() => RunningHost.StartAsync(
        serviceBus: new EndpointOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Key = Key });

    private static string Rest(RunningHost host) => Connection(host.Http.BaseAddress!.Authority);

    private static string Connection(string authority) =>
        $"Endpoint=sb://{authority};SharedAccessKeyName={EndpointOptions.KeyName};SharedAccessKey={Key};UseDevelopmentEmulator=true";

    private static async Task AssertPublishesAsync(RunningHost host, string sample, string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NODE_PATH"] = Path.Join(Repository.Root, "tests", "service-bus", "node_modules") },
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        Assert.Equal("3 events published", output.Trim());
        Assert.Equal(["item.upserted", "like", "view"], await StoredAsync(host, $"{sample}-item"));
    }

    private static async Task<IReadOnlyList<string>> StoredAsync(RunningHost host, string itemId)
    {
        await host.DrainedAsync();
        List<string> types = [];
        await foreach (IReadOnlyList<AttentionEvent> events in host.App.Services.GetRequiredService<EventLog>().ReadAsync())
            types.AddRange(events.Where(@event => @event.ItemId == itemId).Select(@event => @event.Type.WireName()));
        return [.. types.Order(StringComparer.Ordinal)];
    }
}
