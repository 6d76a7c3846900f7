using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using AttentionFunctions.Ingest;
using AttentionFunctions.Local.Hosting;
using AttentionFunctions.Local.Queue;
using AttentionFunctions.Store;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AttentionFunctions.Local.Commands;

/// <summary>Ctrl+C (SIGINT) and a supervisor's stop (SIGTERM), to real processes.</summary>
public sealed class SignalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM)]
    public async Task A_host_that_is_stopped_ends_well(PosixSignal signal)
    {
        SkipWhereIgnored(signal);
        using AttentionProcess host = AttentionProcess.Start("run", "--data", folder.File("data"), "--port", "0", "--service-bus", "off");
        await host.UntilAsync("Listening on");
        host.Signal(signal);
        Terminal.Answer answer = await host.AnswerAsync();
        Assert.Equal((0, ""), (answer.Code, answer.Error));
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT, 130)]
    [InlineData(PosixSignal.SIGTERM, 143)]
    public async Task An_import_that_is_stopped_says_so_and_loses_nothing(PosixSignal signal, int code)
    {
        SkipWhereIgnored(signal);
        const int Total = 5000;
        string file = folder.File("events.ndjson");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, Total).Select(Line), TestContext.Current.CancellationToken);

        Directory.CreateDirectory(folder.File("data"));

        // While the test holds a message, no import can be done, however slowly the signal arrives.
        using (SqliteQueue queue = new(new LocalOptions(folder.File("data")).QueueFile, new SqliteQueueOptions { LockDuration = TimeSpan.FromMinutes(10) }))
        {
            await queue.SendAsync([new OutgoingMessage("held", Encoding.UTF8.GetBytes(Line(Total)))], TestContext.Current.CancellationToken);
            IReadOnlyList<LockedMessage> held = queue.Receive(1);
            using AttentionProcess first = AttentionProcess.Start("import", file, "--data", folder.File("data"));
            await SendingAsync();
            first.Signal(signal);
            Terminal.Answer stopped = await first.AnswerAsync();
            Assert.Equal((code, "Stopped."), (stopped.Code, stopped.Error.Trim()));
            Assert.Equal(1, queue.Abandon(held));
        }

        using AttentionProcess second = AttentionProcess.Start("import", file, "--data", folder.File("data"));
        Terminal.Answer answer = await second.AnswerAsync();
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Equal(Total + 1, (await StoredIdsAsync()).Count);
    }

    private static string Line(int i) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"id":"e{{i}}","type":"view","userId":"u{{i % 50}}","itemId":"i{{i % 97}}","time":"2026-02-01T00:00:00Z"}""");

    /// <summary>A process that was started in the background of a script without job control ignores Ctrl+C, and so do its children.</summary>
    private static void SkipWhereIgnored(PosixSignal signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Signals are sent with kill.");
        if (signal != PosixSignal.SIGINT || !File.Exists("/proc/self/status")) return;
        string ignored = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))["SigIgn:".Length..].Trim();
        Assert.SkipWhen((ulong.Parse(ignored, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 0b10) != 0, "The tests run with Ctrl+C ignored.");
    }

    /// <summary>Until the import has sent its first entries: then it makes the journal's folder, which stays.</summary>
    private async Task SendingAsync()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        while (!Directory.Exists(folder.File("data/imports"))) await Task.Delay(20, limit.Token);
    }

    private async Task<HashSet<string>> StoredIdsAsync()
    {
        await using ServiceProvider pipeline = new ServiceCollection().AddLogging().AddLocalPipeline(new LocalOptions(folder.File("data"))).BuildServiceProvider();
        EventLog log = pipeline.GetRequiredService<EventLog>();
        HashSet<string> ids = new(StringComparer.Ordinal);
        await foreach (BlobEntry segment in log.ListAsync(cancel: TestContext.Current.CancellationToken))
            ids.UnionWith((await log.ReadSegmentAsync(segment.Name, TestContext.Current.CancellationToken)).Select(@event => @event.Id));
        return ids;
    }
}
