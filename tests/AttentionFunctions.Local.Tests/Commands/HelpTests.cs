using System.CommandLine;
using Xunit;

namespace AttentionFunctions.Local.Commands;

[Collection(nameof(Terminal))]
public sealed class HelpTests
{
    public static TheoryData<string> Verbs => [.. Below(CommandLine.Root(), "").Select(verb => verb.Path)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Help_names_every_argument_option_and_verb_and_says_what_each_is(string path)
    {
        Command verb = Below(CommandLine.Root(), "").Single(verb => verb.Path == path).Verb;
        Terminal.Answer answer = await Terminal.RunAsync([.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(0, answer.Code);
        Assert.Empty(answer.Error);
        Assert.Contains(verb.Description!.Split(' ')[0], answer.Output);
        foreach (Argument argument in verb.Arguments) AssertExplained($"<{argument.Name}>", argument.Description);
        foreach (Option option in verb.Options.Where(option => !option.Hidden)) AssertExplained(option.Name, option.Description);
        foreach (Command below in verb.Subcommands) AssertExplained(below.Name, below.Description);

        void AssertExplained(string name, string? description)
        {
            Assert.False(string.IsNullOrWhiteSpace(description), $"{name} of '{path}' has no description.");
            Assert.Contains(name, answer.Output);
        }
    }

    [Fact]
    public void Every_verb_of_the_readme_is_there() => Assert.Superset(
        new HashSet<string>(["run", "publish", "import", "retrain", "evaluate", "recommend", "quarantine list", "quarantine show", "quarantine replay",
            "models list", "models promote", "demo"]),
        Below(CommandLine.Root(), "").Select(verb => verb.Path).ToHashSet());

    private static IEnumerable<(string Path, Command Verb)> Below(Command verb, string path) =>
        verb.Subcommands.SelectMany(below => Below(below, $"{path} {below.Name}".Trim())).Prepend((path, verb));
}
