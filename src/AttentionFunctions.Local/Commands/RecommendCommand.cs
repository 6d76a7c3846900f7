using System.CommandLine;
using AttentionFunctions.Events;
using AttentionFunctions.Rank;
using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary><c>attention recommend USER</c></summary>
internal static class RecommendCommand
{
    private static readonly Argument<string> User = new("user") { Description = "The application's user id." };

    private static readonly Option<int> Count = new("--count") { Description = "Items wanted.", DefaultValueFactory = _ => RankRequest.DefaultCount };

    public static Command Create()
    {
        Command command = new Command("recommend", "Print what would be recommended to a user now, and why.") { User, Count }.WithState();
        command.SetAction(async (result, cancel) =>
        {
            await using ServiceProvider pipeline = result.Pipeline();
            int count = Math.Clamp(result.GetValue(Count), 1, RankRequest.MaxCount);
            var request = new RankRequest(pipeline.GetRequiredService<Pseudonyms>().Of(result.GetRequiredValue(User)), count);
            Slate slate = await pipeline.GetRequiredService<RecommendForUser>().HandleAsync(request, cancel);
            Print(slate);
            return slate.Items.Count > 0 ? 0 : CommandLine.No;
        });
        return command;
    }

    public static void Print(Slate slate)
    {
        if (slate.Items.Count == 0)
        {
            AnsiConsole.MarkupLine("Nothing to recommend yet: publish items and events first.");
            return;
        }

        Table table = new Table().AddColumns("#", "item", "score", "why").Border(TableBorder.Rounded);
        foreach ((int rank, RankedItem item) in slate.Items.Index())
            table.AddRow(
                $"{rank + 1}", Markup.Escape(item.Title ?? item.ItemId), item.Score.ToString("F2", System.Globalization.CultureInfo.InvariantCulture),
                Markup.Escape(string.Join("; ", item.Reasons.Select(Describe))));
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"[grey]{slate.Strategy}, model {slate.ModelVersion ?? "none"}[/]");
    }

    private static string Describe(Reason reason) => reason.Share is { } share ? $"{reason.Text} ({share:P0})" : reason.Text;
}
