using AttentionFunctions.Testing;
using Microsoft.Playwright;
using Xunit;

namespace AttentionFunctions.Local;

/// <summary>
/// Debian's Chromium, one for all tests. Where there is none, the tests are skipped with the reason; in CI, which installs it, that fails
/// them. CHROMIUM names another one.
/// </summary>
public sealed class ConsoleBrowser : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string? Executable { get; } = Environment.GetEnvironmentVariable("CHROMIUM")
        ?? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Join(folder, name))).FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Executable is null) return;
        Assertions.SetDefaultExpectTimeout(ConsolePage.PatienceMs);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Executable,
            // Root, as in containers, may start no sandbox. It only ever opens the page of the host under test.
            ChromiumSandbox = false,
        });
    }

    /// <summary>A browser of its own for one person: nothing remembered, no cache.</summary>
    internal async Task<ConsolePage> OpenAsync(RunningHost host, string view = "", ColorScheme theme = ColorScheme.Light, string language = "en-GB")
    {
        const string missing = "The console is tested in Chromium, which is not installed here: apt-get install chromium, or set CHROMIUM to its path.";
        Assert.SkipWhen(_browser is null && !Repository.IsContinuousIntegration, missing);
        if (_browser is null) throw new InvalidOperationException(missing);
        IBrowserContext context = await _browser.NewContextAsync(new()
        {
            ColorScheme = theme,
            Locale = language,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = 1280, Height = 900 },
        });
        return await ConsolePage.OpenAsync(context, host.Http.BaseAddress!, view);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

/// <summary>One test at a time: each waits for a browser and a host that share two cores.</summary>
[CollectionDefinition(nameof(ConsoleBrowser))]
public sealed class ConsoleCollection : ICollectionFixture<ConsoleBrowser>;
