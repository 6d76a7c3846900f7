using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace AttentionFunctions.Local;

/// <summary>The console as one person has it open, and what it did that nobody sees.</summary>
internal sealed class ConsolePage : IAsyncDisposable
{
    /// <summary>For a loaded machine; every wait ends with its condition.</summary>
    public const int PatienceMs = 30_000;

    private readonly IBrowserContext _context;
    /// <summary>The browser adds to them while a test reads.</summary>
    private readonly ConcurrentQueue<string> _requests = [], _errors = [];

    private ConsolePage(IBrowserContext context, IPage page, Uri address)
    {
        (_context, Page, Address) = (context, page, address);
        page.SetDefaultTimeout(PatienceMs);
        page.Request += (_, request) => _requests.Enqueue(request.Url);
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.Console += (_, message) =>
        {
            // A failed request is said here too, and is what some tests are about.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) _errors.Enqueue(message.Text);
        };
        page.Dialog += (_, dialog) => _errors.Enqueue($"dialog: {dialog.Message}");
    }

    public IPage Page { get; }

    public Uri Address { get; }

    /// <summary>What is said to screen readers.</summary>
    public ILocator Said => Page.Locator("#said");

    public ILocator Main => Page.Locator("main");

    public ILocator Heading => Page.Locator("main > h1");

    /// <summary>What went wrong, in the reader's words.</summary>
    public ILocator Trouble => Page.GetByRole(AriaRole.Alert);

    public static async Task<ConsolePage> OpenAsync(IBrowserContext context, Uri address, string view)
    {
        var console = new ConsolePage(context, await context.NewPageAsync(), address);
        await console.Page.GotoAsync(new Uri(address, view.Length == 0 ? "/" : $"/#/{view}").ToString());
        return console;
    }

    /// <summary>By the address, as a link would.</summary>
    public async Task GoToAsync(string view)
    {
        await Page.EvaluateAsync("view => { location.hash = `#/${view}`; }", view);
        await Assertions.Expect(Page.Locator($"[data-view='{view.Split('/')[0]}']")).ToBeVisibleAsync();
        await SettledAsync();
    }

    /// <summary>Until the view has drawn what it asked for.</summary>
    public async Task SettledAsync()
    {
        await Assertions.Expect(Page.Locator("[data-view] > *").First).ToBeAttachedAsync();
        await Assertions.Expect(Page.Locator("[aria-busy]")).ToHaveCountAsync(0);
    }

    /// <summary>Nothing was asked of another host, no script failed, no policy was broken, no dialog opened.</summary>
    public void AssertClean()
    {
        Assert.NotEmpty(_requests);
        Assert.All(_requests.ToArray(), url => Assert.True(url.StartsWith(Address.ToString(), StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal), url));
        Assert.Empty(_errors.ToArray());
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
