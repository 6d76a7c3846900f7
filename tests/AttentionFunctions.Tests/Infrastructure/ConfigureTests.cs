using System.Text.Json;
using AttentionFunctions.Testing;
using Xunit;

namespace AttentionFunctions.Tests.Infrastructure;

/// <summary>What docs/configure.md says of the installation is what the sample settings and the Bicep set; the options are compared where they can be seen.</summary>
public sealed class ConfigureTests(Bicep bicep) : IClassFixture<Bicep>
{
    private static readonly IReadOnlyList<string[]> Documented = DocTable.Rows("configure.md", "setting");

    [Fact]
    public void Every_setting_of_the_sample_and_of_every_app_is_documented()
    {
        HashSet<string> known = [.. Documented.Select(row => row[0]), .. DocTable.Rows("configure.md", "app setting").Select(row => row[0])];
        foreach (string name in Set().Select(name => name.StartsWith("AzureWebJobs.", StringComparison.Ordinal) ? "AzureWebJobs.{function}.Disabled" : name))
            Assert.True(known.Contains(name), $"{name} is not in docs/configure.md");
    }

    [Fact]
    public void Every_documented_setting_of_the_installation_is_set_somewhere()
    {
        HashSet<string> set = [.. Set()];
        foreach (string[] row in Documented)
            Assert.True(set.Contains(row[0]) || (row[0].Contains('{', StringComparison.Ordinal) && set.Any(name => name.StartsWith(row[0].Split('{')[0], StringComparison.Ordinal))), $"{row[0]} is set nowhere");
    }

    [Fact]
    public void Documented_schedules_are_the_defaults_of_the_template()
    {
        JsonElement parameters = bicep.Template().GetProperty("parameters");
        foreach (string[] row in Documented.Where(row => row[0].EndsWith("Schedule", StringComparison.Ordinal)))
        {
            string parameter = char.ToLowerInvariant(row[0][0]) + row[0][1..];
            Assert.Equal($"`{parameters.GetProperty(parameter).GetProperty("defaultValue").GetString()}`", row[2]);
        }
    }

    private IEnumerable<string> Set()
    {
        using JsonDocument sample = JsonDocument.Parse(File.ReadAllText(Path.Join(Repository.Root, "local.settings.sample.json")));
        return [
            .. sample.RootElement.GetProperty("Values").EnumerateObject().Select(value => value.Name),
            .. Bicep.ParameterFiles.SelectMany(file => BicepTests.Apps(bicep.Snapshot(file))).SelectMany(app => app.Keys),
        ];
    }
}
