using System.CommandLine;
using System.Globalization;
using AttentionFunctions.Economy;
using AttentionFunctions.Rank;
using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary><c>attention economy frontier</c>: what fairness would cost on the recommendations of now.</summary>
internal static class FrontierCommand
{
    private static readonly Option<int> Users = new("--users") { Description = "People whose slates are measured, 1 to 1000.", DefaultValueFactory = _ => 50 };

    private static readonly Option<int> Candidates = new("--candidates") { Description = "Items a slate is chosen from, 2 to 100.", DefaultValueFactory = _ => 30 };

    private static readonly Option<int> Count = new("--count") { Description = "Places of a slate, at most 20.", DefaultValueFactory = _ => RankRequest.DefaultCount };

    private static readonly Option<EconomyGrouping> By = CommonOptions.OneOf("--by", "Whose exposure is to be fair.", EconomyGrouping.Creator);

    private static readonly Option<ExposureTarget> Target = CommonOptions.OneOf(
        "--target", "size: the same exposure per item. merit: the same exposure per merit.", ExposureTarget.Merit);

    public static Command Create()
    {
        Command command = new Command("frontier", "Print what each fair ranking gains and costs on people's recommendations.") { Users, Candidates, Count, By, Target }
            .WithState();
        command.SetAction(async (result, cancel) =>
        {
            await using ServiceProvider pipeline = result.Pipeline();
            int candidates = Math.Clamp(result.GetValue(Candidates), 2, FairExposure.MaxCandidates);
            int count = Math.Clamp(result.GetValue(Count), 1, Math.Min(candidates, FairExposure.MaxPositions));
            IReadOnlyList<FrontierPoint> points = await pipeline.GetRequiredService<MeasureFrontier>().HandleAsync(
                Math.Clamp(result.GetValue(Users), 1, 1000), candidates, count, result.GetValue(By), result.GetValue(Target), cancel);
            if (points.Count == 0)
            {
                AnsiConsole.MarkupLine("Nobody has personal recommendations yet: publish events first, then retrain.");
                return CommandLine.No;
            }

            Print(points);
            return 0;
        });
        return command;
    }

    private static void Print(IReadOnlyList<FrontierPoint> points)
    {
        Table table = new Table().AddColumns("policy", "NDCG", "unfairness", "").Border(TableBorder.Rounded);
        double most = points.Max(point => point.Unfairness);
        foreach (FrontierPoint point in points)
            table.AddRow(
                Markup.Escape(point.Policy), point.Ndcg.ToString("F4", CultureInfo.InvariantCulture), point.Unfairness.ToString("F4", CultureInfo.InvariantCulture),
                new string('█', most > 0 ? (int)Math.Round(20 * point.Unfairness / most) : 0));
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLine("Unfairness: Σ|exposure − target| over groups, over all slates together, as a share of all exposure.");
    }
}
