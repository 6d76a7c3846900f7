using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AttentionFunctions.Economy;
using AttentionFunctions.Http;
using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary><c>attention allocate statement [CAMPAIGN]</c>: what campaigns bought in live rankings, by day.</summary>
internal static class StatementCommand
{
    private static readonly Argument<string?> Campaign = new("campaign") { Description = "One of them; all when not given.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<DateOnly?> From = new("--from") { Description = "First day, UTC; six days before the last when not given." };

    private static readonly Option<DateOnly?> To = new("--to") { Description = "Last day; today when not given." };

    private static readonly Option<string> Format = new("--format") { Description = "table, json or csv.", DefaultValueFactory = _ => "table" };

    static StatementCommand() => Format.AcceptOnlyFromAmong("table", "json", "csv");

    public static Command Create()
    {
        Command command = new Command("statement", "What campaigns bought in live rankings: showings, clicks, spend, the rest of the budget and pacing.") { Campaign, From, To, Format }
            .WithState();
        command.SetAction(async (result, cancel) =>
        {
            await using ServiceProvider pipeline = result.Pipeline();
            CampaignStatement statement = await pipeline.GetRequiredService<ReadStatements>()
                .ReadAsync(result.GetValue(Campaign), result.GetValue(From), result.GetValue(To), cancel);
            switch (result.GetRequiredValue(Format))
            {
                case "json":
                    Console.WriteLine(JsonSerializer.Serialize(statement, ApiJson.Options));
                    break;
                case "csv":
                    Console.Write(statement.ToCsv());
                    break;
                default:
                    Print(statement);
                    break;
            }

            return statement.Days.Count > 0 ? 0 : CommandLine.No;
        });
        return command;
    }

    private static void Print(CampaignStatement statement)
    {
        if (statement.Days.Count == 0)
        {
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Nothing was sold from {statement.From:yyyy-MM-dd} to {statement.To:yyyy-MM-dd}: rankings sell by a stored policy with sponsored places, see docs/economy.md.");
            return;
        }

        Table table = new Table().AddColumns("day", "campaign", "shown", "clicks", "free", "mean price", "spend", "budget", "left", "pacing").Border(TableBorder.Rounded);
        foreach (CampaignDay day in statement.Days)
            table.AddRow(
                day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Markup.Escape(day.CampaignId), Figure(day.Impressions), Figure(day.Clicks), Figure(day.UnbilledClicks),
                day.MeanPrice is { } price ? price.ToString("F3", CultureInfo.InvariantCulture) : "-",
                Money(day.Spend), Money(day.Budget), Money(day.Remaining), day.Multiplier.ToString("F2", CultureInfo.InvariantCulture));
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Places sold: {statement.Impressions}, clicked: {statement.Clicks}, spent: [bold]{statement.Spend:F2}[/]; pacing: bids are value / (1 + pacing)");
    }

    private static string Figure(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Money(double amount) => amount.ToString("F2", CultureInfo.InvariantCulture);
}
