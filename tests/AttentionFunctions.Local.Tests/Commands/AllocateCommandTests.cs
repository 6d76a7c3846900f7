using Xunit;

namespace AttentionFunctions.Local.Commands;

[Collection(nameof(Terminal))]
public sealed class AllocateCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>
    /// An hour each of tea and garden, a tenth of them for sale: six minutes a segment. Kettles pay most, for tea alone; spades take the rest
    /// of what they can pay for, which is the garden.
    /// </summary>
    [Fact]
    public async Task A_pool_is_allocated_and_told_by_campaign_and_segment()
    {
        Terminal.Answer answer = await AllocateAsync("""
            {"cap":0.1,
             "segments":[{"name":"tea","seconds":3600},{"name":"[garden]","seconds":3600}],
             "campaigns":[{"id":"kettles","valuePerSecond":0.02,"budget":100,"affinity":{"tea":1}},
                          {"id":"spades","valuePerSecond":0.01,"budget":100}]}
            """);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        string[] lines = answer.Output.Split('\n');
        Assert.Contains(lines, line => line.Contains("kettles") && line.Contains("tea") && line.Contains("6.0") && line.Contains("7.20"));
        Assert.Contains(lines, line => line.Contains("spades") && line.Contains("[garden]") && line.Contains("6.0") && line.Contains("3.60"));
        Assert.DoesNotContain(lines, line => line.Contains("spades") && line.Contains("tea"));
        Assert.Contains(lines, line => line.StartsWith("Value of the day: ", StringComparison.Ordinal) && line.Contains("10.80"));
    }

    [Fact]
    public async Task A_promise_that_does_not_fit_is_a_no_with_the_reason_on_standard_error()
    {
        Terminal.Answer answer = await AllocateAsync("""
            {"cap":0.1,"segments":[{"name":"tea","seconds":3600}],"campaigns":[{"id":"kettles","valuePerSecond":0.01,"budget":100,"floorSeconds":1000}]}
            """);
        Assert.Equal((CommandLine.No, ""), (answer.Code, answer.Output));
        Assert.Contains("kettles is promised 1000 s, but its segments have 360 s within the cap", answer.Error);
    }

    [Fact]
    public async Task A_statement_tells_what_was_sold_by_day_and_says_when_nothing_was()
    {
        string data = folder.File("data");
        Terminal.Answer nothing = await Terminal.RunAsync("allocate", "statement", "--data", data);
        Assert.Equal((CommandLine.No, ""), (nothing.Code, nothing.Error));
        Assert.Contains("Nothing was sold", nothing.Output);

        string days = Path.Combine(data, "store", "market", "v1", "days");
        Directory.CreateDirectory(days);
        await File.WriteAllTextAsync(Path.Combine(days, "2026-11-24.json"), """
            {"formatVersion":1,"day":"2026-11-24","at":"2026-11-24T12:00:00+00:00","instances":1,"clickRate":0.05,"campaigns":{"kettles":
             {"shown":{"impressions":40,"exposure":17.5,"appeal":20,"expectedClicks":1,"expectedCost":2},"clicks":3,"unbilled":1,"spent":1.5,"budget":2,"multiplier":0.25,"clickFactor":1}}}
            """, TestContext.Current.CancellationToken);
        string[] range = ["allocate", "statement", "kettles", "--data", data, "--from", "2026-11-24", "--to", "2026-11-24"];
        Terminal.Answer table = await Terminal.RunAsync(range);
        Assert.Equal((0, ""), (table.Code, table.Error));
        Assert.Contains(table.Output.Split('\n'), line => line.Contains("kettles") && line.Contains("0.750") && line.Contains("0.50") && line.Contains("0.25"));
        Terminal.Answer csv = await Terminal.RunAsync([.. range, "--format", "csv"]);
        Assert.EndsWith("2026-11-24,kettles,40,17.5,3,1,1.5,0.75,2,0.5,0.25\n", csv.Output);
    }

    [Theory]
    [InlineData("{", "is not the JSON that POST /api/allocations takes")]
    [InlineData("null", "holds null")]
    [InlineData("""{"cap":2}""", "cap must be from 0 to 1")]
    [InlineData("""{"segments":[{"name":"tea","seconds":-1}]}""", "seconds from 0 to")]
    [InlineData("""{"segments":[{"name":"tea","seconds":1},{"name":"tea","seconds":1}]}""", "a name of its own")]
    [InlineData("""{"segments":[{"name":"tea","seconds":1}]}""", "There are no campaigns")]
    [InlineData("""{"campaigns":[{"id":"a","valuePerSecond":1,"budget":1}]}""", "There is no attention to allocate")]
    public async Task A_wrong_file_says_what_is_wrong(string json, string message)
    {
        Terminal.Answer answer = await AllocateAsync(json);
        Assert.Equal((CommandLine.Failed, ""), (answer.Code, answer.Output));
        Assert.Contains(message, answer.Error);
    }

    [Fact]
    public async Task A_simulated_day_is_the_same_for_the_same_seed_and_nobody_sees_more_than_the_cap()
    {
        Terminal.Answer first = await Terminal.RunAsync("allocate", "simulate", "--seed", "7"), again = await Terminal.RunAsync("allocate", "simulate", "--seed", "7");
        Assert.Equal((0, ""), (first.Code, first.Error));
        Assert.Equal(first.Output, again.Output);
        Assert.NotEqual(first.Output, (await Terminal.RunAsync("allocate", "simulate", "--seed", "8")).Output);
        Assert.Contains("user cost", first.Output);

        Terminal.Answer none = await Terminal.RunAsync("allocate", "simulate", "--cap", "0");
        Assert.Contains("0.0 %", none.Output);
        Assert.Equal(0, none.Code);
    }

    [Theory]
    [InlineData("--cap 1.5", "AttentionCap")]
    [InlineData("--reserve -1", "Reserve")]
    [InlineData("--seed x", "x")]
    public async Task A_wrong_simulation_says_what_is_wrong(string call, string message)
    {
        Terminal.Answer answer = await Terminal.RunAsync(["allocate", "simulate", .. call.Split(' ')]);
        Assert.Equal(CommandLine.Failed, answer.Code);
        Assert.Contains(message, answer.Error, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<Terminal.Answer> AllocateAsync(string json)
    {
        string file = folder.File("pool.json");
        await File.WriteAllTextAsync(file, json, TestContext.Current.CancellationToken);
        return await Terminal.RunAsync("allocate", file, "--data", folder.File("data"));
    }
}
