using System.Globalization;
using System.Net;
using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Local.Commands;
using AttentionFunctions.Local.Hosting;
using AttentionFunctions.Local.Simulate;
using AttentionFunctions.Train;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace AttentionFunctions.Benchmarks;

/// <summary>The console as a browser shows it: how soon, and its picture. Chromium from PATH, or CHROMIUM.</summary>
internal static class ConsolePictures
{
    private const int Loads = 20;

    /// <summary>Begins with a host that has served nothing yet; every load has a browser without a cache.</summary>
    public static Task<int> FirstPaintAsync(int users) => WithHostAsync(new SimulationOptions { Users = users, Seed = 1, End = TimeProvider.System.GetUtcNow() }, learn: false, async (address, browser) =>
    {
        List<(double Painted, double Figures)> loads = [];
        for (int load = 0; load <= Loads; load++)
        {
            await using IBrowserContext context = await browser.NewContextAsync();
            IPage page = await context.NewPageAsync();
            await page.GotoAsync(address);
            // All of the overview: the slowest part of it reads the last hour of the log, the catalogue and the models.
            await page.WaitForFunctionAsync("() => document.querySelector('.health') && [...document.querySelectorAll('.tile .figure')].every(figure => figure.textContent !== '–')");
            loads.Add((await page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime"), await page.EvaluateAsync<double>("performance.now()")));
        }

        Print("first load, host just started", loads[..1]);
        Print($"{Loads} loads after it", loads[1..]);
    });

    /// <summary>A person of the demo's population.</summary>
    public static Task<int> ScreenshotAsync(string file) => WithHostAsync(new SimulationOptions { Seed = 1, End = TimeProvider.System.GetUtcNow() }, learn: true, async (address, browser) =>
    {
        IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1200, Height = 760 }, ColorScheme = ColorScheme.Light, Locale = "en-GB" });
        await page.GotoAsync($"{address}/#/person/user-0002");
        await page.Locator(".slate > li").First.WaitForAsync();
        await page.Locator(".chart canvas").WaitForAsync();
        await page.ScreenshotAsync(new() { Path = file });
        Console.WriteLine($"{file}: {new FileInfo(file).Length / 1024} KB");
    });

    private static async Task<int> WithHostAsync(SimulationOptions options, bool learn, Func<string, IBrowser, Task> look)
    {
        string folder = Directory.CreateTempSubdirectory("attention-bench-").FullName;
        try
        {
            var local = new LocalOptions(folder);
            await FillAsync(local, options, learn);
            await using WebApplication host = LocalHost.Build(local, RunCommand.DefaultServe with { Address = IPAddress.Loopback, Port = 0 });
            await host.StartAsync();
            using IPlaywright playwright = await Playwright.CreateAsync();
            await using IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium(), ChromiumSandbox = false });
            await look(host.Urls.Single(), browser);
            await host.StopAsync();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task FillAsync(LocalOptions local, SimulationOptions options, bool learn)
    {
        await using ServiceProvider pipeline = local.Pipeline();
        Population population = Population.Generate(options);
        await WorkOff.WhileAsync(pipeline, async () =>
        {
            foreach (AttentionEvent[] events in population.Events.Chunk(100))
                await pipeline.GetRequiredService<IEventQueue>().SendAsync(EventMessages.Pack(events).Messages);
        }, CancellationToken.None);
        Console.WriteLine($"{population.Events.Count} events, {population.Users.Count} users, {population.Items.Count} items");
        if (learn) await pipeline.GetRequiredService<RetrainModel>().RunAsync(new RetrainRequest { Seed = 1 });
    }

    private static void Print(string name, List<(double Painted, double Figures)> loads)
    {
        double[] painted = [.. loads.Select(load => load.Painted).Order()], figures = [.. loads.Select(load => load.Figures).Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: first contentful paint median {painted[painted.Length / 2]:F0} ms, most {painted[^1]:F0} ms; all figures median {figures[figures.Length / 2]:F0} ms, most {figures[^1]:F0} ms"));
    }

    private static string? Chromium() => Environment.GetEnvironmentVariable("CHROMIUM")
        ?? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(path => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Join(path, name))).FirstOrDefault(File.Exists);
}
