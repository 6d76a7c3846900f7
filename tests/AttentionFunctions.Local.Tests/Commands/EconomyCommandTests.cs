using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace AttentionFunctions.Local.Commands;

/// <summary>The report as somebody at a terminal gets it, over a log of a week in which six people looked at three things.</summary>
[Collection(nameof(Terminal))]
public sealed class EconomyCommandTests : IDisposable
{
    /// <summary>A Monday long past: its week is settled whenever the tests run.</summary>
    private static readonly DateTimeOffset Monday = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    private static readonly string[] Week = ["--from", "2026-01-05", "--to", "2026-01-11"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_table_says_who_was_shown_and_given_attention_and_each_is_of_one_line()
    {
        await ImportAsync();
        Terminal.Answer answer = await EconomyAsync();
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains("2026-01-05 to 2026-01-12", answer.Output);
        Assert.Contains("18 showings on 6 pages", answer.Output);

        // Everybody saw the same three in the same order: exposure is 1, 1/log₂3 and 1/2 of each page.
        string[] lines = answer.Output.Split('\n');
        Assert.Contains("46.9 %", lines.Single(line => line.Contains("ann")));
        Assert.Contains("29.6 %", lines.Single(line => line.Contains("bob")));
        Assert.Contains("23.5 %", lines.Single(line => line.Contains("[eve]")));
        Assert.Contains("100.0 %", lines.Single(line => line.Contains("ann")));
    }

    [Fact]
    public async Task A_grouping_that_there_is_not_is_refused_with_those_there_are()
    {
        Terminal.Answer answer = await EconomyAsync("--by", "colour");
        Assert.Equal(1, answer.Code);
        Assert.Contains("--by takes creator, category or item, got 'colour'.", answer.Error);
        Assert.DoesNotContain("AttentionFunctions", answer.Error);
    }

    [Fact]
    public async Task The_same_figures_come_as_json_csv_and_a_chart()
    {
        await ImportAsync();
        using JsonDocument json = JsonDocument.Parse((await EconomyAsync("--format", "json")).Output);
        JsonElement[] groups = [.. json.RootElement.GetProperty("groups").EnumerateArray()];
        Assert.Equal(["ann", "bob", "[eve]"], groups.Select(group => group.GetProperty("name").GetString()));
        Assert.Equal(1, groups.Sum(group => group.GetProperty("exposureShare").GetDouble()), 1e-9);

        string csv = folder.File("report.csv");
        Terminal.Answer written = await EconomyAsync("--format", "csv", "--output", csv);
        Assert.Equal((0, "", ""), (written.Code, written.Output, written.Error));
        Assert.Contains("bob", await File.ReadAllTextAsync(csv, TestContext.Current.CancellationToken));

        XElement chart = XElement.Parse((await EconomyAsync("--format", "svg")).Output);
        Assert.Equal("svg", chart.Name.LocalName);
    }

    [Fact]
    public async Task Fewer_groups_can_be_asked_for_and_the_rest_is_told_together()
    {
        await ImportAsync();
        Terminal.Answer answer = await EconomyAsync("--count", "1");
        Assert.Contains("ann", answer.Output);
        Assert.DoesNotContain("bob", answer.Output);
    }

    [Fact]
    public async Task A_week_without_enough_people_is_a_no_that_says_what_it_takes()
    {
        await ImportAsync();
        Terminal.Answer answer = await Terminal.RunAsync("economy", "--from", "2026-01-12", "--to", "2026-01-18", "--data", folder.File("data"));
        Assert.Equal(CommandLine.No, answer.Code);
        Assert.Contains("at least 5 people", answer.Output);
    }

    [Theory]
    [InlineData("--count 0", "--count must be from 1 to 1000")]
    [InlineData("--count 1001", "--count must be from 1 to 1000")]
    [InlineData("--from 2026-02-01 --to 2026-01-01", "from must not be after to")]
    [InlineData("--from 2020-01-01 --to 2026-01-01", "at most 53 weeks")]
    [InlineData("--from yesterday", "yesterday")]
    [InlineData("--output missing/report.csv --format csv", "missing")]
    public async Task A_wrong_call_says_what_is_wrong(string call, string message)
    {
        Terminal.Answer answer = await Terminal.RunAsync(["economy", .. call.Split(' '), "--data", folder.File("data")]);
        Assert.Equal(CommandLine.Failed, answer.Code);
        Assert.Contains(message, answer.Error);
    }

    private Task<Terminal.Answer> EconomyAsync(params string[] options) => Terminal.RunAsync(["economy", .. Week, .. options, "--data", folder.File("data")]);

    private async Task ImportAsync()
    {
        // A name in brackets is one that a careless table would read as a colour.
        var events = new StringBuilder();
        foreach ((string item, string creator) in ((string, string)[])[("one", "ann"), ("two", "bob"), ("three", "[eve]")])
            events.AppendLine($$"""{"id":"item-{{item}}","type":"item.upserted","itemId":"{{item}}","time":"2025-12-01T00:00:00Z","item":{"title":"{{item}}","creator":"{{creator}}"} }""");
        for (int user = 0; user < 6; user++)
        {
            string time = Monday.AddHours(user).ToString("O", CultureInfo.InvariantCulture);
            foreach ((string item, int place) in ((string, int)[])[("one", 1), ("two", 2), ("three", 3)])
                events.AppendLine($$$"""{"id":"{{{user}}}-{{{item}}}","type":"impression","userId":"u{{{user}}}","itemId":"{{{item}}}","time":"{{{time}}}","recommendationId":"page-{{{user}}}","context":{"position":"{{{place}}}"} }""");
            events.AppendLine($$"""{"id":"{{user}}-view","type":"view","userId":"u{{user}}","itemId":"one","time":"{{time}}","recommendationId":"page-{{user}}","dwellSeconds":60}""");
        }

        string file = folder.File("events.ndjson");
        await File.WriteAllTextAsync(file, events.ToString(), TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), ((await Terminal.RunAsync("import", file, "--data", folder.File("data"))) is var answer ? (answer.Code, answer.Error) : default));
    }
}
