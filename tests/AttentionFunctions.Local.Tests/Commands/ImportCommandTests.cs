using Xunit;

namespace AttentionFunctions.Local.Commands;

[Collection(nameof(Terminal))]
public sealed class ImportCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Broken_lines_are_told_at_the_end_and_the_exit_code_is_no()
    {
        string file = folder.File("events.ndjson");
        await File.WriteAllLinesAsync(
            file,
            ["""{"id":"1","type":"view","userId":"u","itemId":"i"}""", "nonsense", .. Enumerable.Repeat("{", 10), """{"id":"2","type":"view","userId":"u","itemId":"i"}"""],
            TestContext.Current.CancellationToken);
        Terminal.Answer answer = await Terminal.RunAsync("import", file, "--data", folder.File("data"));

        Assert.Equal(CommandLine.No, answer.Code);
        Assert.Contains($"13 of 13 entries sent and stored from {file}", answer.Output);
        string[] lines = answer.Error.TrimEnd().Split(Environment.NewLine);
        Assert.StartsWith("11 entries are no valid events and were set aside", lines[0]);
        Assert.Equal($"  {file}:2: an event must be a JSON object", lines[1]);
        Assert.StartsWith($"  {file}:11: ", lines[10]);
        Assert.Equal("  and 1 more", lines[11]);

        Terminal.Answer quarantine = await Terminal.RunAsync("quarantine", "list", "--data", folder.File("data"));
        Assert.Contains("11 entries", quarantine.Output);
    }

    [Fact]
    public async Task Importing_again_is_no_failure()
    {
        string data = Directory.CreateDirectory(folder.File("set")).FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "sequences.txt"), "1 10 20\n2 20 30\n3 30 10\n", TestContext.Current.CancellationToken);
        Assert.Equal(0, (await Terminal.RunAsync("import", data, "--data", folder.File("data"))).Code);
        Terminal.Answer again = await Terminal.RunAsync("import", data, "--data", folder.File("data"));
        Assert.Equal((0, ""), (again.Code, again.Error));
    }
}
