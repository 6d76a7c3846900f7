using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AttentionFunctions.Events;
using AttentionFunctions.Http;
using AttentionFunctions.Plan;
using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary><c>attention plan USER [REQUEST]</c></summary>
internal static class PlanCommand
{
    private const string Example = """
        {
          "timeZone": "Europe/Berlin",
          "fixed": [{ "id": "standup", "title": "Stand-up", "start": "2026-11-25T09:30:00+01:00", "end": "2026-11-25T09:45:00+01:00" }],
          "tasks": [
            { "id": "report", "title": "Write the report", "minutes": 180, "minChunkMinutes": 60, "priority": "p1", "depth": 1, "category": "writing", "due": "2026-11-25T17:00:00+01:00", "dueIsHard": true },
            { "id": "review", "title": "Review two changes", "minutes": 45, "priority": "p2", "depth": 0.7, "category": "code" },
            { "id": "mail", "title": "Answer mail", "minutes": 30, "priority": "p3", "depth": 0.1, "category": "mail" }
          ],
          "habits": [{ "id": "lunch", "title": "Lunch", "minutes": 45, "window": { "from": "11:30", "to": "13:30" }, "rest": true }],
          "dailyFocusMinutes": 240,
          "consumeMinutes": 30
        }
        """;

    private static readonly Argument<string> User = new("user") { Description = "The application's user id." };

    private static readonly Argument<string?> Request = new("request")
    {
        Description = "JSON file with tasks, appointments and rules, as POST /api/users/{id}/plan takes it; - for standard input.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Date = new("--date") { Description = "First date, yyyy-MM-dd; today when not given." };

    private static readonly Option<int?> Days = new("--days") { Description = "Days to plan, 1 to 7." };

    private static readonly Option<string?> CalendarFile = new("--calendar") { Description = "iCalendar file whose events are appointments." };

    private static readonly Option<string?> Ics = new("--ics") { Description = "Write the plan to this iCalendar file." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print the answer as the API gives it." };

    private static readonly Option<bool> ShowExample = new("--example") { Description = "Print a request to start from, and do nothing else." };

    public static Command Create()
    {
        Command command = new Command("plan", "Plan a person's day by their attention: tasks where focus is expected, around what is fixed. Exit code 2: some hard demand cannot be met.")
        {
            User, Request, Date, Days, CalendarFile, Ics, Json, ShowExample,
        }.WithState();
        command.SetAction(async (result, cancel) =>
        {
            if (result.GetValue(ShowExample))
            {
                Console.WriteLine(Example);
                return 0;
            }

            PlanRequest request = await ReadAsync(result, cancel);
            await using ServiceProvider pipeline = result.Pipeline();
            string key = pipeline.GetRequiredService<Pseudonyms>().Of(result.GetRequiredValue(User));
            PlanResult plan = await pipeline.GetRequiredService<PlanDay>().HandleAsync(key, request, cancel);
            if (result.GetValue(Ics) is { } file)
                await File.WriteAllTextAsync(file, Calendars.Write(plan, pipeline.GetRequiredService<TimeProvider>().GetUtcNow()), cancel);
            if (result.GetValue(Json)) Console.WriteLine(JsonSerializer.Serialize(plan, ApiJson.Options));
            else Print(plan);
            return plan.Conflicts.Count == 0 ? 0 : CommandLine.No;
        });
        return command;
    }

    private static async Task<PlanRequest> ReadAsync(ParseResult result, CancellationToken cancel)
    {
        PlanRequest request = result.GetValue(Request) switch
        {
            null => new PlanRequest(),
            "-" => Parse(await Console.In.ReadToEndAsync(cancel)),
            { } file => Parse(await File.ReadAllTextAsync(file, cancel)),
        };
        if (result.GetValue(Date) is { } date)
        {
            request = request with
            {
                Date = DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
                    ? day
                    : throw new FormatException($"--date must be yyyy-MM-dd, got '{date}'."),
            };
        }

        if (result.GetValue(Days) is { } days) request = request with { Days = days };
        if (result.GetValue(CalendarFile) is { } calendar) request = request with { Calendar = await File.ReadAllTextAsync(calendar, cancel) };
        return PlanLimits.Check(request) is { Count: > 0 } wrong ? throw new FormatException(string.Join(" ", wrong)) : request;
    }

    private static PlanRequest Parse(string json)
    {
        try
        {
            return RequestBody.Parse<PlanRequest>(System.Text.Encoding.UTF8.GetBytes(json));
        }
        catch (ApiException e)
        {
            throw new FormatException($"{e.Message} `attention plan USER --example` prints a request to start from.", e);
        }
    }

    private static void Print(PlanResult plan)
    {
        foreach (IGrouping<DateTime, PlannedBlock> day in plan.Blocks.GroupBy(block => block.Start.Date))
        {
            Table table = new Table().AddColumns("time", "what", "focus", "why").Border(TableBorder.Rounded)
                .Title(Invariant($"{day.Key:dddd, yyyy-MM-dd} ({plan.TimeZone})"));
            foreach (PlannedBlock block in day)
                table.AddRow(Invariant($"{block.Start:HH:mm}–{block.End:HH:mm}"), Markup.Escape(block.Title ?? block.TaskId), Bar(block.Focus ?? 0), Markup.Escape(string.Join("; ", block.Reasons ?? [])));
            AnsiConsole.Write(table);
        }

        if (plan.Blocks.Count == 0) AnsiConsole.MarkupLine("Nothing is placed.");
        foreach (UnplacedTask task in plan.Unplaced)
            AnsiConsole.MarkupLineInterpolated($"[yellow]not placed:[/] {task.Title ?? task.TaskId}, {task.MissingMinutes} min. {task.Why}. What would help: {task.Help}.");
        foreach (TaskAtRisk task in plan.AtRisk)
            AnsiConsole.MarkupLineInterpolated($"[yellow]at risk:[/] {task.Title ?? task.TaskId}, due {Invariant($"{task.Due:ddd HH:mm}")}: {task.Why}.");
        foreach (PlanConflict conflict in plan.Conflicts)
            AnsiConsole.MarkupLineInterpolated($"[red]cannot all be met:[/] {string.Join("; ", conflict.Demands.Select(demand => demand.Text))}.");
        if (plan.Diff is { } diff && diff.Kept.Count + diff.Moved.Count + diff.Added.Count + diff.Removed.Count > 0)
            AnsiConsole.MarkupLineInterpolated($"against the last plan: {diff.Kept.Count} kept, {diff.Moved.Count} moved, {diff.Added.Count} added, {diff.Removed.Count} removed");
        PlanMetrics metrics = plan.Metrics;
        AnsiConsole.MarkupLineInterpolated($"[grey]{metrics.PlannedMinutes} min planned, {metrics.FocusMinutes} of deep work (longest {metrics.LongestFocusMinutes}), {metrics.Switches} switches, {metrics.FreeMinutes} min free; {Proof(plan)}[/]");
    }

    private static string Proof(PlanResult plan) => plan switch
    {
        { Outcome: PlanOutcome.Optimal } => "proven: no plan is better",
        { Gap: { } gap } => Invariant($"no plan is more than {gap:P1} better; a longer deadlineMs may find one"),
        _ => "a first draft or the best found; how much better a plan can be is not known",
    };

    private static string Bar(double focus) => Invariant($"{new string('█', (int)Math.Round(focus * 10)),-10} {focus:P0}");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
