using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AttentionFunctions.Economy;
using AttentionFunctions.Http;
using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary><c>attention economy</c>: who is shown and who is given attention.</summary>
internal static class EconomyCommand
{
    private static readonly Option<EconomyGrouping> By = CommonOptions.OneOf("--by", "Among whom.", EconomyGrouping.Creator);

    private static readonly Option<DateOnly?> From = new("--from") { Description = "First day, extended to the Monday before; four weeks when not given." };

    private static readonly Option<DateOnly?> To = new("--to") { Description = "Last day, extended to the end of its week; the newest settled week when not given." };

    private static readonly Option<ExposureModel> Model = CommonOptions.OneOf("--model", "How much exposure a position gets.", ExposureModel.Logarithmic);

    private static readonly Option<int> Count = new("--count") { Description = "Groups to list, 1 to 1000.", DefaultValueFactory = _ => 15 };

    private static readonly Option<string> Format = new("--format") { Description = "table, json, csv or svg.", DefaultValueFactory = _ => "table" };

    private static readonly Option<string?> Output = new("--output") { Description = "File for json, csv or svg; the terminal when not given." };

    static EconomyCommand() => Format.AcceptOnlyFromAmong("table", "json", "csv", "svg");

    public static Command Create()
    {
        Command command = new Command("economy", "Report who is shown and who is given attention, week by week.") { By, From, To, Model, Count, Format, Output }
            .WithState();
        command.SetAction(async (result, cancel) =>
        {
            await using ServiceProvider pipeline = result.Pipeline();
            int count = result.GetValue(Count);
            if (count is < 1 or > EconomyQuery.MaxCount) throw new ArgumentException($"--count must be from 1 to {EconomyQuery.MaxCount}, got {count}.");
            var query = new EconomyQuery(result.GetValue(By), result.GetValue(From), result.GetValue(To), result.GetValue(Model), count);
            EconomyReport report = await pipeline.GetRequiredService<ReportEconomy>().HandleAsync(query, cancel);
            string format = result.GetRequiredValue(Format);
            if (format == "table") Print(report);
            else await WriteAsync(Text(report, format), result.GetValue(Output), cancel);
            return report.Weeks.Count > 0 ? 0 : CommandLine.No;
        });
        command.Subcommands.Add(FrontierCommand.Create());
        return command;
    }

    private static string Text(EconomyReport report, string format) => format switch
    {
        "csv" => EconomyCsv.Write(report),
        "svg" => EconomyChart.Draw(report),
        _ => JsonSerializer.Serialize(report, ApiJson.Options),
    };

    private static async Task WriteAsync(string text, string? file, CancellationToken cancel)
    {
        if (file is null) Console.Write(text);
        else await File.WriteAllTextAsync(file, text, new UTF8Encoding(false), cancel);
    }

    private static void Print(EconomyReport report)
    {
        if (report.Weeks.Count == 0)
        {
            AnsiConsole.MarkupLineInterpolated($"Nothing to report: a week (Monday to Monday, UTC) can be reported a day after its end, when at least 5 people were active in it. Other weeks: --from, --to");
            return;
        }

        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{report.From:yyyy-MM-dd} to {report.To:yyyy-MM-dd}[/], {report.Weeks.Count} weeks: {report.Totals.Impressions} showings on {report.Totals.Pages} pages, {report.Totals.AttentionSeconds / 3600:F0} hours of attention");
        AnsiConsole.Write(Measures(report));
        AnsiConsole.Write(Groups(report));
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Unfairness Σ|exposure share − merit share|: [bold]{report.Unfairness:F3}[/] of at most 2");
        if (report.Drift is { } drift)
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Drift a week: Gini {drift.GiniPerWeek:+0.000;-0.000}, effective number {drift.EffectiveNumberPerWeek:+0.0;-0.0}, share that changes hands {drift.MeanShift:P1}");
    }

    private static Table Measures(EconomyReport report)
    {
        Table table = new Table().AddColumns("", "holders", "Gini", "HHI", "eff. no.", "entropy", "top 10 %", "Lorenz").Border(TableBorder.Rounded);
        foreach ((string name, Concentration of) in (IEnumerable<(string, Concentration)>)[("exposure", report.Exposure), ("attention", report.Attention)])
            table.AddRow(name, $"{of.Holders}", Figure(of.Gini), Figure(of.Hhi), Figure(of.EffectiveNumber, "F1"), Figure(of.Entropy, "F2"), Percent(of.TopTenthShare), Sparkline([.. of.Lorenz.Where((_, step) => step % 2 == 0)]));
        return table;
    }

    private static Table Groups(EconomyReport report)
    {
        Table table = new Table().AddColumns(report.By.ToString().ToLowerInvariant(), "exposure", "attention", "merit", "exp. ÷ merit", "by week").Border(TableBorder.Rounded);
        double highest = report.Groups.SelectMany(group => group.ShareByWeek).Max() ?? 0;
        foreach (EconomyGroup group in report.Groups)
            table.AddRow(
                Markup.Escape(group.Name.Length == 0 ? "(none)" : group.Name), Percent(group.ExposureShare), Percent(group.AttentionShare),
                group.MeritShare is { } merit ? Percent(merit) : "", Ratio(group), Sparkline([.. group.ShareByWeek.Select(share => share is { } value && highest > 0 ? value / highest : 0)]));
        table.AddRow("[grey]other[/]", Percent(report.Other.ExposureShare), Percent(report.Other.AttentionShare), "", "", "");
        return table;
    }

    /// <summary>Marked where the whole interval lies on one side of 1.</summary>
    private static string Ratio(EconomyGroup group)
    {
        if (group is not { ExposurePerMerit: { } ratio, Lower: { } lower, Upper: { } upper }) return "";
        string text = string.Create(CultureInfo.InvariantCulture, $"{ratio:F2} ({lower:F2}–{upper:F2})");
        return lower > 1 ? $"[yellow]{text} ▲[/]" : upper < 1 ? $"[aqua]{text} ▼[/]" : text;
    }

    private static string Sparkline(IReadOnlyList<double> values) =>
        string.Concat(values.Select(value => "▁▂▃▄▅▆▇█"[Math.Clamp((int)(value * 8), 0, 7)]));

    private static string Figure(double value, string format = "F3") => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("P1", CultureInfo.InvariantCulture);
}
