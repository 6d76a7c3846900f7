using System.Text.Json;
using AttentionFunctions.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace AttentionFunctions.Local;

/// <summary>For everybody: by keyboard, in both themes and languages, and as axe-core judges it.</summary>
[Collection(nameof(ConsoleBrowser))]
public sealed class ConsoleAccessTests(ConsoleBrowser browser)
{
    private static readonly NodePackage Axe = new("console");

    private static readonly string[] Views = ["overview", $"person/{ConsoleWorld.Reader}", "models", "items", "items/i0", "quarantine", "decisions", "rules", "economy"];

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_nothing_in_any_view(ColorScheme theme)
    {
        string? obstacle = await Axe.EnsureAsync();
        Assert.SkipWhen(obstacle is not null && !Repository.IsContinuousIntegration, obstacle ?? "");
        Assert.Null(obstacle);
        await using RunningHost host = await ConsoleWorld.WithEverythingAsync();
        await using ConsolePage console = await browser.OpenAsync(host, theme: theme);
        await console.Page.EvaluateAsync(await File.ReadAllTextAsync(Path.Join(Axe.Folder, "node_modules", "axe-core", "axe.min.js")));
        foreach (string view in Views)
        {
            await console.GoToAsync(view);
            await OpenEverythingAsync(console);
            await AssertNoViolationAsync(console, view);
        }

        await console.GoToAsync("models");
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Promote 2026" }).First.ClickAsync();
        await AssertNoViolationAsync(console, "dialog");
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console.Page.GetByRole(AriaRole.Table, new() { Name = "What served" })).ToBeVisibleAsync();
        await AssertNoViolationAsync(console, "models, one serving");
        await console.GoToAsync("overview"); // That model was only made to be looked at: a part that is not well.
        await Expect(console.Page.GetByText("not well")).ToBeVisibleAsync();
        await AssertNoViolationAsync(console, "overview, not well");
        await console.Page.Context.SetOfflineAsync(true);
        await console.Page.EvaluateAsync("location.hash = '#/economy/item'");
        await Expect(console.Trouble).ToBeVisibleAsync();
        await AssertNoViolationAsync(console, "trouble");
        console.AssertClean();
    }

    /// <summary>Tables behind their summaries, and what is behind buttons.</summary>
    private static async Task OpenEverythingAsync(ConsolePage console)
    {
        await Expect(console.Trouble).ToHaveCountAsync(0);
        await console.Page.EvaluateAsync("for (const details of document.querySelectorAll('main details')) details.open = true");
        foreach (string asked in new[] { "Compare policies", "Report of", "Estimate slates" })
        {
            ILocator button = console.Page.GetByRole(AriaRole.Button, new() { Name = asked });
            if (await button.CountAsync() == 0) continue;
            await button.First.ClickAsync();
            await console.SettledAsync();
        }

        await Expect(console.Trouble).ToHaveCountAsync(0);
    }

    private static async Task AssertNoViolationAsync(ConsolePage console, string view)
    {
        JsonElement? found = await console.Page.EvaluateAsync("""
            async () => {
              const { violations, passes } = await axe.run(document);
              if (passes.length < 15) throw new Error('axe-core checked next to nothing.');
              return violations.map(one => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map(node => node.html).join(' | ')}`);
            }
            """);
        Assert.True(found?.GetArrayLength() == 0, $"{view}: {found}");
    }

    [Fact]
    public async Task Everything_is_reached_by_keyboard_alone_with_a_visible_focus()
    {
        await using RunningHost host = await ConsoleWorld.WithReaderAsync();
        await using ConsolePage console = await browser.OpenAsync(host);
        await Expect(console.Heading).ToHaveTextAsync("Overview");
        await TabToAsync(console, "Skip to content");
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console.Main).ToBeFocusedAsync();

        // The figures change under the focus, which stays where it is.
        ILocator quarantine = console.Page.GetByRole(AriaRole.Link, new() { Name = "In quarantine" });
        await quarantine.FocusAsync();
        await host.PostEventsAsync("""{"type":"purchase","userId":"bob","itemId":"i6","value":12}""");
        await Expect(console.Main).ToContainTextAsync("purchase");
        await Expect(quarantine).ToBeFocusedAsync();

        await console.Page.ReloadAsync();
        await TabToAsync(console, "Person");
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console.Heading).ToBeFocusedAsync();
        await Expect(console.Heading).ToHaveTextAsync("Person");
        await Expect(console.Page).ToHaveTitleAsync("Person · Attention");

        await TabToAsync(console, "User id");
        await console.Page.Keyboard.TypeAsync(ConsoleWorld.Reader);
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console.Page.Locator(".slate > li").First).ToBeVisibleAsync();
        await TabToAsync(console, "Dismiss ");
        await console.Page.Keyboard.PressAsync("Space");
        await Expect(console.Said).ToContainTextAsync("Dismissed");

        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Key", Exact = true }).FocusAsync();
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console.Page.GetByLabel("Key", new() { Exact = true })).ToBeFocusedAsync();
        await console.Page.Keyboard.PressAsync("Escape");
        await Expect(console.Page.GetByRole(AriaRole.Button, new() { Name = "Key", Exact = true })).ToBeFocusedAsync();
        console.AssertClean();
    }

    /// <summary>Presses Tab until what begins with this name has the focus; every stop on the way must be seen.</summary>
    private static async Task TabToAsync(ConsolePage console, string name)
    {
        for (int stop = 0; stop < 80; stop++)
        {
            await console.Page.Keyboard.PressAsync("Tab");
            string[] focused = await console.Page.EvaluateAsync<string[]>("""
                () => {
                  const it = document.activeElement;
                  const look = getComputedStyle(it);
                  const label = it.labels?.[0]?.textContent;
                  return [it.getAttribute('aria-label') ?? label ?? it.textContent.trim(), look.outlineStyle, look.outlineWidth];
                }
                """);
            Assert.True(focused[1] != "none" && focused[2] != "0px", $"The focus on '{focused[0]}' is not to be seen.");
            if (focused[0].StartsWith(name, StringComparison.Ordinal)) return;
        }

        Assert.Fail($"'{name}' is not reached with the Tab key.");
    }

    [Fact]
    public async Task The_language_is_the_browsers_until_another_is_chosen_and_that_is_kept()
    {
        await using RunningHost host = await ConsoleWorld.WithReaderAsync();
        await using ConsolePage console = await browser.OpenAsync(host, $"person/{ConsoleWorld.Reader}", language: "zh-CN");
        await Expect(console.Heading).ToHaveTextAsync("个人");
        await Expect(console.Page.Locator("html")).ToHaveAttributeAsync("lang", "zh");
        await Expect(console.Page.Locator(".slate > li").First).ToContainTextAsync("“Growing tomatoes in small gardens”");
        await Expect(console.Page.GetByRole(AriaRole.Button, new() { Name = "喜欢" }).First).ToBeVisibleAsync();
        foreach (string view in Views)
        {
            await console.GoToAsync(view);
            Assert.DoesNotMatch("undefined|\\{\\w+\\}|\\b(overview|person|models|items|quarantine|decisions|economy)\\.\\w+", await console.Page.Locator("body").InnerTextAsync());
        }

        await console.Page.GetByLabel("语言").SelectOptionAsync("en");
        await Expect(console.Heading).ToHaveTextAsync("Economy");
        await console.Page.ReloadAsync();
        await Expect(console.Heading).ToHaveTextAsync("Economy");
        await Expect(console.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        console.AssertClean();
    }

    [Fact]
    public async Task Both_dictionaries_have_the_same_words_with_the_same_values()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        await using ConsolePage console = await browser.OpenAsync(host);
        string[] differ = await console.Page.EvaluateAsync<string[]>("""
            async () => {
              const [en, zh] = await Promise.all(['en', 'zh'].map(async name => (await import(`/console/words/${name}.js`)).default));
              const values = text => (text?.match(/\{\w+\}/g) ?? []).sort().join();
              return [...new Set([...Object.keys(en), ...Object.keys(zh)])].filter(key => !en[key] || !zh[key] || values(en[key]) !== values(zh[key]));
            }
            """);
        Assert.Empty(differ);
    }

    [Fact]
    public async Task The_theme_is_the_systems_until_another_is_chosen_and_that_is_kept()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        await using ConsolePage console = await browser.OpenAsync(host, theme: ColorScheme.Dark);
        await Expect(console.Page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(16, 21, 28)");
        await console.Page.GetByLabel("Theme").SelectOptionAsync("light");
        await Expect(console.Page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(245, 246, 248)");
        await console.Page.ReloadAsync();
        await Expect(console.Page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(245, 246, 248)");
        await console.Page.GetByLabel("Theme").SelectOptionAsync("auto");
        await console.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await Expect(console.Page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(245, 246, 248)");
        console.AssertClean();
    }
}
