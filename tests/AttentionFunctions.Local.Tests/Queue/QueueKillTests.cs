using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace AttentionFunctions.Local.Queue;

/// <summary>A second process works on the queue and is killed in the middle of it.</summary>
public sealed class QueueKillTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string QueuePath => folder.File("queue.db");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(40)]
    [InlineData(333)]
    public void What_a_killed_sender_had_acknowledged_is_there(int batchesBeforeKill)
    {
        List<string> acknowledged = RunAndKill("send", batchesBeforeKill);

        using SqliteQueue queue = new(QueuePath);
        string[] ids = [.. QueueFixture.Ids(queue.Receive(1_000_000))];
        int promised = int.Parse(acknowledged[^1], CultureInfo.InvariantCulture);
        Assert.True(ids.Length >= promised, $"{promised} acknowledged, {ids.Length} found");
        Assert.Equal(0, ids.Length % 20);
        Assert.Equal(Enumerable.Range(0, ids.Length).Select(i => i.ToString(CultureInfo.InvariantCulture)), ids);
    }

    [Fact]
    public async Task What_a_killed_receiver_completed_never_comes_again_and_the_rest_does()
    {
        const int total = 20_000;
        using SqliteQueue queue = new(QueuePath);
        await queue.SendAsync([.. Enumerable.Range(0, total).Select(i => QueueFixture.Message(i.ToString(CultureInfo.InvariantCulture)))]);

        // This process receives too, while the other one is alive and after it was killed.
        HashSet<string> here = [];
        List<string> there = RunAndKill("receive", linesBeforeKill: 1_500, meanwhile: () => here.UnionWith(CompleteSome(queue)));
        while (!queue.IsEmpty()) here.UnionWith(CompleteSome(queue));

        Assert.Empty(here.Intersect(there));
        // The last batch may have been completed without a word: killed between the commit and the line.
        Assert.InRange(here.Count + there.Distinct().Count(), total - 20, total);
    }

    [Fact]
    public async Task What_a_killed_receiver_held_is_there_at_the_next_opening_and_what_a_living_one_holds_is_not()
    {
        using (SqliteQueue sender = new(QueuePath)) await sender.SendAsync([QueueFixture.Message("a"), QueueFixture.Message("b")]);
        string probe = Path.Combine(AppContext.BaseDirectory, "AttentionFunctions.QueueProbe.dll");
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [probe, "hold", QueuePath]) { RedirectStandardOutput = true })!;
        Assert.Equal("2", await process.StandardOutput.ReadLineAsync());
        using (SqliteQueue beside = new(QueuePath)) Assert.Empty(beside.Receive(10));

        process.Kill();
        await process.WaitForExitAsync();
        using SqliteQueue after = new(QueuePath);
        IReadOnlyList<LockedMessage> received = after.Receive(10);
        Assert.Equal(["a", "b"], QueueFixture.Ids(received));
        Assert.All(received, message => Assert.Equal(2, message.DeliveryCount));
        Assert.Equal(2, after.Complete(received));
    }

    [Fact]
    public void A_process_is_told_from_a_later_one_of_the_same_number_and_another_machines_is_taken_to_live()
    {
        ProcessIdentity here = ProcessIdentity.Current;
        Assert.True(here.IsAlive);
        Assert.False((here with { Started = here.Started - 1 }).IsAlive);
        Assert.True((here with { Machine = "elsewhere", Started = 1 }).IsAlive);
    }

    private static IEnumerable<string> CompleteSome(SqliteQueue queue)
    {
        IReadOnlyList<LockedMessage> received = queue.Receive(20);
        Assert.Equal(received.Count, queue.Complete(received));
        return QueueFixture.Ids(received);
    }

    private List<string> RunAndKill(string verb, int linesBeforeKill, Action? meanwhile = null)
    {
        string probe = Path.Combine(AppContext.BaseDirectory, "AttentionFunctions.QueueProbe.dll");
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [probe, verb, QueuePath]) { RedirectStandardOutput = true })!;
        List<string> lines = [];
        while (lines.Count < linesBeforeKill && process.StandardOutput.ReadLine() is { } line)
        {
            lines.Add(line);
            if (lines.Count % 50 == 0) meanwhile?.Invoke();
        }

        process.Kill();
        process.WaitForExit();
        // What was still in the pipe was acknowledged too; a last line cut off by the kill was not.
        string rest = process.StandardOutput.ReadToEnd();
        lines.AddRange(rest[..(rest.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return lines;
    }
}
