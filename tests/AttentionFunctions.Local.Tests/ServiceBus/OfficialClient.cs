using System.Diagnostics;
using System.Text.Json;
using AttentionFunctions.Testing;
using Xunit;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>A process with Microsoft's client for JavaScript, playing one of <c>tests/service-bus/scenarios.js</c>.</summary>
internal sealed class OfficialClient : IAsyncDisposable
{
    private static readonly NodePackage Package = new("service-bus");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process process;
    private readonly Task<string> errors;

    private OfficialClient(Process process) => (this.process, errors) = (process, process.StandardError.ReadToEndAsync());

    /// <returns>Null when it is there; skips the test where npm is missing, except in CI.</returns>
    public static async Task<string?> InstalledAsync()
    {
        string? obstacle = await Package.EnsureAsync();
        Assert.SkipWhen(obstacle is not null && !Repository.IsContinuousIntegration, obstacle ?? "");
        return obstacle;
    }

    public static async Task<OfficialClient> PlayAsync(string scenario, string connection, string script = "scenarios.js")
    {
        Assert.Null(await InstalledAsync());
        var start = new ProcessStartInfo("node", [Path.Join(Package.Folder, script), scenario, connection, "behaviour-events", EndpointFixture.SessionQueueName])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new OfficialClient(Process.Start(start)!);
    }

    /// <summary>The next value that it says.</summary>
    public async Task<JsonElement> HearAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        string line = await process.StandardOutput.ReadLineAsync(patience.Token)
            ?? throw new InvalidOperationException($"The client ended early: {await errors}");
        return JsonElement.Parse(line);
    }

    /// <summary>The next value that it says, as the record that it is.</summary>
    public async Task<T> HearAsync<T>() => (await HearAsync()).Deserialize<T>(JsonSerializerOptions.Web)!;

    /// <summary>It waits at a turn; let it go on.</summary>
    public Task GoOnAsync(string word = "") => process.StandardInput.WriteLineAsync(word);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
