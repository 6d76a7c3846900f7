using Xunit;

namespace AttentionFunctions.Local.Commands;

/// <summary>That the real executable ends with the command line's exit code and streams; the cases are in <see cref="ErrorTests"/>.</summary>
public sealed class ExecutableTests
{
    [Fact]
    public async Task A_wrong_call_ends_the_process_with_1_and_one_line_on_standard_error()
    {
        string missing = $"/nowhere/{new string('x', 200)} {new string('y', 200)}";
        using AttentionProcess process = AttentionProcess.Start("import", missing);
        Terminal.Answer answer = await process.AnswerAsync();
        Assert.Equal((CommandLine.Failed, ""), (answer.Code, answer.Output));
        Assert.StartsWith($"error: There is nothing at {missing}. Import takes", answer.Error);
        Assert.Single(answer.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Help_ends_the_process_with_0()
    {
        using AttentionProcess process = AttentionProcess.Start("--help");
        Terminal.Answer answer = await process.AnswerAsync();
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains("import", answer.Output);
    }
}
