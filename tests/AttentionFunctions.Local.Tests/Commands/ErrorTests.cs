using Xunit;

namespace AttentionFunctions.Local.Commands;

/// <summary>What goes wrong is said on standard error, with what to do, and the exit code tells a wrong call (1) from the answer "no" (2).</summary>
[Collection(nameof(Terminal))]
public sealed class ErrorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "Required command")]
    [InlineData("nonsense", "nonsense")]
    [InlineData("run --port many", "many")]
    [InlineData("run --listen somewhere", "--listen takes an IP address")]
    [InlineData("run --listen 0.0.0.0", "pass --api-key")]
    [InlineData("run --service-bus somewhere", "--service-bus takes an address and port")]
    [InlineData("run --retrain daily --port 0 --service-bus off", "retrain")]
    [InlineData("demo --seed x", "x")]
    [InlineData("publish --to nowhere x", "--to takes an http or https address")]
    [InlineData("publish --service-bus nonsense x", "connection string")]
    [InlineData("publish missing.ndjson", "missing.ndjson")]
    [InlineData("import", "Required argument")]
    [InlineData("import missing", "There is nothing at missing")]
    [InlineData("import a b", "b")]
    [InlineData("retrain --seed x", "x")]
    [InlineData("evaluate --split half", "half")]
    [InlineData("evaluate missing", "missing")]
    [InlineData("evaluate", "The event log holds no interactions. Import a data set first")]
    [InlineData("evaluate-policy --format pdf", "--format takes markdown, json or svg")]
    [InlineData("evaluate-policy --policy nonsense", "--policy takes NAME=ARGUMENTS")]
    [InlineData("evaluate-policy --sessions 2", "The discount must be from 0 to 1")]
    [InlineData("recommend", "Required argument")]
    [InlineData("recommend u --count x", "x")]
    [InlineData("recommend u --storage DefaultEndpointsProtocol=nonsense", "connection string")]
    [InlineData("recommend u --encoder missing", "missing")]
    [InlineData("quarantine", "Required command")]
    [InlineData("quarantine show", "Required argument")]
    [InlineData("models", "Required command")]
    [InlineData("models promote", "Required argument")]
    [InlineData("encoder build", "Required argument")]
    [InlineData("encoder build missing/file.onnx", "missing")]
    [InlineData("rebuild", "There is no event log here, so nothing was changed")]
    [InlineData("rebuild --memory 5", "--memory takes 100 megabytes or more, not 5")]
    [InlineData("economy --by x", "x")]
    [InlineData("economy --format pdf", "pdf")]
    [InlineData("economy frontier --target x", "x")]
    [InlineData("allocate missing.json", "missing.json")]
    [InlineData("allocate simulate --cap 2", "cap")]
    public async Task A_wrong_call_fails_and_says_why(string call, string message)
    {
        Terminal.Answer answer = await RunAsync(call);
        Assert.Equal(CommandLine.Failed, answer.Code);
        Assert.Contains(message, answer.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("models promote no-such-version", "There is no version 'no-such-version'. See: attention models list")]
    [InlineData("quarantine show abc", "No entry's id, or more than one, begins with 'abc'")]
    [InlineData("quarantine replay abc", "No entry's id, or more than one, begins with 'abc'")]
    public async Task What_is_not_there_is_a_no_on_standard_error(string call, string message)
    {
        Terminal.Answer answer = await RunAsync(call);
        Assert.Equal(CommandLine.No, answer.Code);
        Assert.Contains(message, answer.Error);
        Assert.Empty(answer.Output);
    }

    [Theory]
    [InlineData("recommend u", CommandLine.No, "Nothing to recommend yet: publish items and events first")]
    [InlineData("retrain", CommandLine.No, "interactions")]
    [InlineData("retrain --dry-run", CommandLine.No, "interactions")]
    [InlineData("economy", CommandLine.No, "Nothing to report")]
    [InlineData("economy frontier", CommandLine.No, "Nobody has personal recommendations yet")]
    [InlineData("quarantine list", 0, "0 entries")]
    [InlineData("quarantine replay", 0, "0 entries")]
    [InlineData("models list", 0, "version")]
    [InlineData("paraphrase", 0, "0 items have new vectors")]
    public async Task A_store_without_data_is_an_answer(string call, int code, string message)
    {
        Terminal.Answer answer = await RunAsync(call);
        Assert.Equal(code, answer.Code);
        Assert.Contains(message, answer.Output);
        Assert.Empty(answer.Error);
    }

    [Fact]
    public async Task A_long_message_is_one_line()
    {
        string missing = folder.File(new string('x', 100) + " " + new string('y', 100));
        Terminal.Answer answer = await Terminal.RunAsync("import", missing, "--data", folder.File("data"));
        Assert.StartsWith($"error: There is nothing at {missing}. Import takes", answer.Error);
        Assert.Single(answer.Error.TrimEnd().Split('\n'));
        Assert.Empty(answer.Output);
    }

    [Fact]
    public async Task The_demo_does_not_mix_with_data_that_is_there()
    {
        Directory.CreateDirectory(folder.File("store"));
        Terminal.Answer answer = await Terminal.RunAsync("demo", "--data", folder.Path);
        Assert.Equal(CommandLine.Failed, answer.Code);
        Assert.Contains("holds data already. Name another folder", answer.Error);
    }

    [Fact]
    public async Task A_lost_key_is_told_with_its_remedy()
    {
        File.WriteAllBytes(folder.File("pseudonym.key"), [1, 2, 3]);
        Terminal.Answer answer = await Terminal.RunAsync("recommend", "u", "--data", folder.Path);
        Assert.Equal(CommandLine.Failed, answer.Code);
        Assert.Contains("Restore it from a backup", answer.Error);
    }

    /// <summary>With a data folder of its own, unless the verb has none.</summary>
    private Task<Terminal.Answer> RunAsync(string call)
    {
        string[] args = call.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool state = args is not ([] or ["nonsense" or "publish" or "encoder", ..] or ["quarantine" or "models"] or ["allocate", "simulate", ..]);
        return Terminal.RunAsync(state ? [.. args, "--data", folder.File("data")] : args);
    }
}
