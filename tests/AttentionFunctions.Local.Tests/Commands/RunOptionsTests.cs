using System.CommandLine;
using AttentionFunctions.Testing;
using Xunit;

namespace AttentionFunctions.Local.Commands;

public sealed class RunOptionsTests
{
    /// <summary>In both directions: names, and defaults but for those that come from the environment.</summary>
    [Fact]
    public void The_options_of_run_are_documented_with_their_defaults()
    {
        Command run = CommandLine.Root().Subcommands.Single(verb => verb.Name == "run");
        Dictionary<string, string> documented = DocTable.Rows("configure.md", "option").ToDictionary(row => row[0], row => row[1].Trim('`'));
        Assert.Equal(run.Options.Select(option => option.Name).Order(StringComparer.Ordinal), documented.Keys.Order(StringComparer.Ordinal));
        foreach (Option option in run.Options)
        {
            if (documented[option.Name].StartsWith("ATTENTION_", StringComparison.Ordinal)) Assert.Contains(documented[option.Name], option.Description);
            else Assert.Equal(documented[option.Name], option.HasDefaultValue ? option.GetDefaultValue()!.ToString() : "-");
        }
    }
}
