using System.CommandLine;
using System.Globalization;
using System.Text;
using AttentionFunctions.Ingest;
using AttentionFunctions.Local.Queue;
using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary><c>attention quarantine list|show|replay</c></summary>
internal static class QuarantineCommand
{
    private static readonly Argument<string> Id = new("id") { Description = "The entry's id or its beginning, as listed." };

    private static readonly Argument<string?> OptionalId = new("id") { Description = "One entry; without it, all of them.", Arity = ArgumentArity.ZeroOrOne };

    public static Command Create()
    {
        Command list = new Command("list", "What arrived and is no valid event, with the reasons.").WithState();
        list.SetAction(ListAsync);
        Command show = new Command("show", "One entry with its original bytes.") { Id }.WithState();
        show.SetAction(ShowAsync);
        Command replay = new Command("replay", "Send entries through the queue again, after the cause is cured.") { OptionalId }.WithState();
        replay.SetAction(ReplayAsync);
        return new Command("quarantine", "What was set aside because it is no valid event.") { list, show, replay };
    }

    private static async Task<int> ListAsync(ParseResult result, CancellationToken cancel)
    {
        await using ServiceProvider pipeline = result.Pipeline();
        Table table = new Table().AddColumns("id", "received", "bytes", "reasons").Border(TableBorder.Rounded);
        await foreach (QuarantineEntry entry in pipeline.GetRequiredService<Quarantine>().ListAsync(cancel))
            table.AddRow(
                entry.Id[..12], entry.Received.ToString("u", CultureInfo.InvariantCulture), $"{entry.Original.Length}",
                Markup.Escape(string.Join("\n", entry.Reasons)));
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"{table.Rows.Count} entries");
        return 0;
    }

    private static async Task<int> ShowAsync(ParseResult result, CancellationToken cancel)
    {
        await using ServiceProvider pipeline = result.Pipeline();
        if (await FindAsync(pipeline, result.GetRequiredValue(Id), cancel) is not { } entry) return CommandLine.No;
        AnsiConsole.MarkupLineInterpolated($"[bold]{entry.Id}[/] received {entry.Received:u}, entry {entry.Index} of message {entry.MessageId}");
        foreach (string reason in entry.Reasons) AnsiConsole.MarkupLineInterpolated($"- {reason}");
        Console.WriteLine(Encoding.UTF8.GetString(entry.Original.Span));
        return 0;
    }

    private static async Task<int> ReplayAsync(ParseResult result, CancellationToken cancel)
    {
        await using ServiceProvider pipeline = result.Pipeline();
        var quarantine = pipeline.GetRequiredService<Quarantine>();
        var queue = pipeline.GetRequiredService<SqliteQueue>();
        int replayed = 1;
        if (result.GetValue(OptionalId) is { } id)
        {
            if (await FindAsync(pipeline, id, cancel) is not { } entry) return CommandLine.No;
            await quarantine.ReplayAsync(entry, queue, cancel);
        }
        else
        {
            replayed = await quarantine.ReplayAllAsync(queue, cancel: cancel);
        }

        await WorkOff.QueueAsync(pipeline, cancel);
        AnsiConsole.MarkupLineInterpolated($"{replayed} entries went through the queue again.");
        return 0;
    }

    private static async Task<QuarantineEntry?> FindAsync(ServiceProvider pipeline, string id, CancellationToken cancel)
    {
        QuarantineEntry? entry = await pipeline.GetRequiredService<Quarantine>().FindAsync(id, cancel);
        if (entry is null) Complaint.Error($"No entry's id, or more than one, begins with '{id}'. See: attention quarantine list");
        return entry;
    }
}
