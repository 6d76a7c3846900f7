using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AttentionFunctions.Economy;
using AttentionFunctions.Http;
using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary><c>attention allocate [FILE]</c>: a day's attention over campaigns; <c>attention allocate simulate</c>: ways of selling it.</summary>
internal static class AllocateCommand
{
    private static readonly Argument<string?> File = new("file")
    {
        Description = "JSON as POST /api/allocations takes it; without it the stored campaigns and the newest reported week.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<double> Cap = new("--cap")
    {
        Description = "Share of a person's attention that may be sponsored, 0 to 1.",
        DefaultValueFactory = _ => new MarketSimulationOptions().AttentionCap,
    };

    private static readonly Option<int> Seed = new("--seed") { Description = "Another seed is another day.", DefaultValueFactory = _ => 1 };

    private static readonly Option<double> Reserve = new("--reserve")
    {
        Description = "Least price of a click.",
        DefaultValueFactory = _ => new MarketSimulationOptions().Reserve,
    };

    public static Command Create()
    {
        Command command = new Command("allocate", "Allocate a day's attention over campaigns.") { File }.WithState();
        command.SetAction(AllocateAsync);
        var simulate = new Command("simulate", "Sell the slots of a made-up day in several ways, and print revenue, welfare and what it costs people.") { Cap, Seed, Reserve };
        simulate.SetAction(result =>
        {
            Print(MarketSimulation.Run(new MarketSimulationOptions
            {
                AttentionCap = result.GetValue(Cap),
                Seed = result.GetValue(Seed),
                Reserve = result.GetValue(Reserve),
            }));
            return 0;
        });
        command.Subcommands.Add(simulate);
        command.Subcommands.Add(StatementCommand.Create());
        return command;
    }

    private static async Task<int> AllocateAsync(ParseResult result, CancellationToken cancel)
    {
        await using ServiceProvider pipeline = result.Pipeline();
        PoolPlan plan = await pipeline.GetRequiredService<AllocateAttention>().HandleAsync(await ReadAsync(result.GetValue(File), cancel), cancel);
        foreach (string unmet in plan.Unmet) Complaint.Error(unmet);
        if (plan.Unmet.Count > 0) return CommandLine.No;

        Table lines = new Table().AddColumns("campaign", "segment", "minutes", "value").Border(TableBorder.Rounded);
        foreach (AllocationLine line in plan.Lines)
            lines.AddRow(Markup.Escape(line.Campaign), Markup.Escape(line.Segment), Figure(line.Seconds / 60, "F1"), Figure(line.Value));
        AnsiConsole.Write(lines);

        Table segments = new Table().AddColumns("segment", "minutes a day", "sponsored", "price of a minute more").Border(TableBorder.Rounded);
        foreach (SegmentUse segment in plan.Segments)
            segments.AddRow(Markup.Escape(segment.Segment), Figure(segment.Seconds / 60, "F1"), Percent(segment.UsedShare), Figure(segment.ShadowPrice * 60, "F4"));
        AnsiConsole.Write(segments);

        Table campaigns = new Table().AddColumns("campaign", "minutes", "spend", "value of a unit of budget more").Border(TableBorder.Rounded);
        foreach (DemandUse campaign in plan.Campaigns)
            campaigns.AddRow(Markup.Escape(campaign.Campaign), Figure(campaign.Seconds / 60, "F1"), Figure(campaign.Spend), Figure(campaign.BudgetShadowPrice, "F4"));
        AnsiConsole.Write(campaigns);
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Value of the day: [bold]{plan.Value:F2}[/]");
        return 0;
    }

    private static async Task<AllocationRequest> ReadAsync(string? file, CancellationToken cancel)
    {
        if (file is null) return new AllocationRequest();
        try
        {
            return JsonSerializer.Deserialize<AllocationRequest>(await System.IO.File.ReadAllBytesAsync(file, cancel), ApiJson.Options)
                ?? throw new InvalidDataException($"{file} holds null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file} is not the JSON that POST /api/allocations takes: {e.Message}", e);
        }
    }

    private static void Print(IReadOnlyList<MarketOutcome> outcomes)
    {
        Table table = new Table().AddColumns("", "revenue", "welfare", "user cost", "ads", "most ads", "budget", "out").Border(TableBorder.Rounded);
        table.Columns[0].NoWrap();
        foreach (MarketOutcome outcome in outcomes)
            table.AddRow(
                outcome.Mechanism, Figure(outcome.Revenue, "F1"), Figure(outcome.Welfare, "F1"), Percent(outcome.UserCost),
                Percent(outcome.SponsoredShare), Percent(outcome.HighestShare), Percent(outcome.BudgetUsed), Percent(outcome.SoldOutAtNoon));
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLine("welfare: value of the clicks, paid and kept; user cost: relevance lost; ads, most ads: sponsored share of all and of the person who saw most;\nbudget: used; out: campaigns without money at noon");
    }

    private static string Figure(double value, string format = "F2") => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("P1", CultureInfo.InvariantCulture);
}
