using System.CommandLine;
using System.Diagnostics;
using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Local.Hosting;
using AttentionFunctions.Local.Simulate;
using AttentionFunctions.Profiles;
using AttentionFunctions.Rank;
using AttentionFunctions.Train;
using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary><c>attention demo</c>: the main job end to end on a made-up population, through the queue like any other events.</summary>
internal static class DemoCommand
{
    private const int UsersShown = 3;

    private static readonly Option<bool> Serve = new("--serve") { Description = "Go on serving the API on the result until Ctrl+C." };

    private static readonly Option<int> Seed = new("--seed") { Description = "Another seed is another population.", DefaultValueFactory = _ => 1 };

    private static readonly Option<string?> Data = new("--data") { Description = "Folder for the result; a temporary one when not given." };

    public static Command Create()
    {
        var command = new Command("demo", "Make a population, publish its events, learn, and show what is recommended and why.") { Serve, Seed, Data };
        command.SetAction(async (result, cancel) =>
        {
            string? kept = result.GetValue(Data);
            string folder = kept ?? Directory.CreateTempSubdirectory("attention-demo-").FullName;
            try
            {
                if (Directory.Exists(Path.Combine(folder, "store")))
                    throw new InvalidOperationException($"{folder} holds data already. Name another folder, so that the demo does not mix with it.");
                var local = new LocalOptions(folder);
                await ShowAsync(local, result.GetValue(Seed), cancel);
                return result.GetValue(Serve) ? await RunCommand.ServeAsync(local, RunCommand.DefaultServe, cancel) : 0;
            }
            finally
            {
                if (kept is null) Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private static async Task ShowAsync(LocalOptions local, int seed, CancellationToken cancel)
    {
        await using ServiceProvider pipeline = local.Pipeline();
        var time = pipeline.GetRequiredService<TimeProvider>();

        AnsiConsole.MarkupLine("[bold]1. A population[/] with tastes that drift, habits of the day, and a few broken apps");
        Population population = Population.Generate(new SimulationOptions { Seed = seed, End = time.GetUtcNow() });
        AnsiConsole.MarkupLineInterpolated($"   {population.Users.Count} users, {population.Items.Count} items, {population.Events.Count} events, {population.BadPayloads.Count} payloads that are no events");

        AnsiConsole.MarkupLine("[bold]2. Through the queue[/]: validate → log → profiles → vectors");
        long started = Stopwatch.GetTimestamp();
        await WorkOff.WhileAsync(pipeline, () => PublishAsync(pipeline.GetRequiredService<IEventQueue>(), population, cancel), cancel);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        AnsiConsole.MarkupLineInterpolated($"   stored in {seconds:F1} s, {population.Events.Count / seconds:F0} events/s, sent as one queue message per 100 events");

        AnsiConsole.MarkupLine("[bold]3. Learn, compare, promote[/]");
        await RetrainCommand.RunAsync(pipeline, new RetrainRequest { Seed = seed }, cancel);

        AnsiConsole.MarkupLine("[bold]4. Recommend, and say why[/]");
        foreach (SimulatedUser user in population.Users.Take(UsersShown)) await ShowUserAsync(pipeline, user, cancel);

        AnsiConsole.MarkupLine("[bold]5. What was set aside[/], to be read and replayed");
        await foreach (QuarantineEntry entry in pipeline.GetRequiredService<Quarantine>().ListAsync(cancel))
            AnsiConsole.MarkupLineInterpolated($"   {entry.Id[..8]}  {string.Join("; ", entry.Reasons)}");
    }

    private static async Task PublishAsync(IEventQueue queue, Population population, CancellationToken cancel)
    {
        foreach (AttentionEvent[] events in population.Events.Chunk(100))
            await queue.SendAsync(EventMessages.Pack(events).Messages, cancel);
        foreach (byte[] bad in population.BadPayloads)
            await queue.SendAsync([new OutgoingMessage(Guid.CreateVersion7().ToString("N"), bad)], cancel);
    }

    private static async Task ShowUserAsync(ServiceProvider pipeline, SimulatedUser user, CancellationToken cancel)
    {
        string key = pipeline.GetRequiredService<Pseudonyms>().Of(user.Id);
        Profiles.Profile profile = (await pipeline.GetRequiredService<ProfileStore>().ReadAsync(key, cancel)).Profile;
        var catalogue = await pipeline.GetRequiredService<Catalogue.CatalogueStore>().CurrentAsync(cancel);
        AttentionFlow flow = AttentionFlow.Of(profile, catalogue, pipeline.GetRequiredService<AttentionWeight>());
        IEnumerable<string> latest = profile.Entries.Where(entry => entry.Type.IsInteraction()).Reverse()
            .Select(entry => catalogue.Find(entry.Subject)?.Fields.Title ?? entry.Subject).Distinct().Take(5);

        AnsiConsole.MarkupLineInterpolated($"   [bold]{user.Name}[/] ({user.Id}) · attention: {string.Join(", ", flow.Direction.Take(3).Select(share => $"{share.Category} {share.Share:P0}"))}");
        AnsiConsole.MarkupLineInterpolated($"   last: {string.Join(" · ", latest)}");
        RecommendCommand.Print(await pipeline.GetRequiredService<RecommendForUser>().HandleAsync(new RankRequest(key, 5), cancel));
    }
}
