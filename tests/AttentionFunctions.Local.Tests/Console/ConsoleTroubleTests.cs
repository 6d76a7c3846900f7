using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace AttentionFunctions.Local;

/// <summary>What people read when something is wrong.</summary>
[Collection(nameof(ConsoleBrowser))]
public sealed class ConsoleTroubleTests(ConsoleBrowser browser)
{
    private static readonly string[] Views = ["overview", "person", "person/nobody", "models", "items", "quarantine", "decisions", "rules", "economy"];

    [Fact]
    public async Task Without_the_key_or_with_a_wrong_one_it_asks_for_the_right_one_and_keeps_it()
    {
        await using RunningHost host = await ConsoleWorld.WithReaderAsync(apiKey: "right");
        await using ConsolePage console = await browser.OpenAsync(host, "models");
        await Expect(console.Trouble).ToContainTextAsync("The key is missing or wrong");
        await console.Trouble.GetByRole(AriaRole.Button, new() { Name = "Enter the key" }).ClickAsync();
        await console.Page.GetByLabel("Key", new() { Exact = true }).FillAsync("wrong");
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console.Trouble).ToContainTextAsync("The key is missing or wrong");

        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Key", Exact = true }).ClickAsync();
        await console.Page.GetByLabel("Key", new() { Exact = true }).FillAsync("right");
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Use this key" }).ClickAsync();
        await Expect(console.Main).ToContainTextAsync("No model yet");
        await console.Page.ReloadAsync();
        await Expect(console.Main).ToContainTextAsync("No model yet");
        await Expect(console.Trouble).ToHaveCountAsync(0);
        console.AssertClean();
    }

    [Fact]
    public async Task While_the_server_is_away_the_overview_says_so_and_comes_back_by_itself()
    {
        RunningHost host = await ConsoleWorld.WithReaderAsync();
        await using ConsolePage console = await browser.OpenAsync(host);
        ILocator newest = console.Page.GetByRole(AriaRole.Table, new() { Name = "Newest events" });
        await Expect(newest).ToBeVisibleAsync();
        await console.Page.Context.SetOfflineAsync(true);
        await Expect(console.Trouble).ToContainTextAsync("The server does not answer");
        await Expect(newest).ToBeVisibleAsync();
        await console.Page.Context.SetOfflineAsync(false);
        await Expect(console.Trouble).ToHaveCountAsync(0);

        await host.DisposeAsync();
        await Expect(console.Trouble).ToContainTextAsync("This page goes on asking");
        console.AssertClean();
    }

    [Fact]
    public async Task A_view_that_cannot_be_read_says_why_and_can_be_tried_again()
    {
        await using RunningHost host = await ConsoleWorld.WithReaderAsync();
        await using ConsolePage console = await browser.OpenAsync(host, "person");
        await console.Page.RouteAsync("**/api/users/**", route => route.FulfillAsync(new()
        {
            Status = 503,
            ContentType = "application/problem+json",
            Body = """{"type":"about:blank","title":"A part of the system is not available","status":503,"detail":"The storage or the queue did not answer."}""",
        }));
        await console.GoToAsync($"person/{ConsoleWorld.Reader}");
        await Expect(console.Trouble).ToContainTextAsync("The storage or the queue did not answer.");
        await console.Page.UnrouteAllAsync();
        await console.Trouble.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(console.Page.Locator(".slate > li").First).ToBeVisibleAsync();

        await console.GoToAsync("items/nothing");
        await Expect(console.Trouble).ToContainTextAsync("No item 'nothing' is known.");
        console.AssertClean();
    }

    [Fact]
    public async Task Without_any_data_every_view_says_what_to_do()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        await using ConsolePage console = await browser.OpenAsync(host);
        foreach (string view in Views)
        {
            await console.GoToAsync(view);
            await Expect(console.Page.Locator(".empty").First).ToBeVisibleAsync();
            await Expect(console.Trouble).ToHaveCountAsync(0);
            string text = await console.Main.InnerTextAsync();
            Assert.DoesNotMatch("undefined|NaN|null|Invalid Date|\\{\\w+\\}", text);
        }

        console.AssertClean();
    }

    [Fact]
    public async Task Hostile_titles_ids_and_payloads_are_shown_and_do_nothing()
    {
        string[] hostile = ["<img src=x onerror='window.hacked=1'>", "<script>window.hacked=1</script>", "</h3><svg onload=window.hacked=1>", "{{constructor.constructor('window.hacked=1')()}}"];
        await using RunningHost host = await ConsoleWorld.WithReaderAsync();
        const string id = "'\\\"><img src=x onerror=window.hacked=1>/../?#";
        await host.PostEventsAsync(string.Join('\n', hostile.Select((title, i) =>
            $$"""{"type":"item.upserted","itemId":"{{(i == 0 ? id : $"h{i}")}}","title":"Gardens {{title}} tomatoes","text":"small gardens {{title}}","categories":["{{title}}"],"creator":"{{title}}"}""")
            .Append($$"""{"type":"view","userId":"{{hostile[1]}}","itemId":"{{id}}","dwellSeconds":9}""")));
        await ConsoleWorld.QuarantineAsync(host, hostile);
        await host.DrainedAsync();
        await ConsoleWorld.AddModelAsync(host, "20260101-000000-aaaaaa", 0.2, promoted: true);

        await using ConsolePage console = await browser.OpenAsync(host);
        await Expect(console.Main).ToContainTextAsync(hostile[0]);
        await console.GoToAsync($"person/{ConsoleWorld.Reader}");
        await Expect(console.Main).ToContainTextAsync(hostile[1]);
        await console.GoToAsync($"person/{Uri.EscapeDataString(hostile[1])}");
        await Expect(console.Main).ToContainTextAsync(hostile[0]);
        await console.Page.Locator(".slate a").First.ClickAsync();
        await Expect(console.Page.GetByRole(AriaRole.Heading, new() { Name = "Neighbours" })).ToBeVisibleAsync();
        await console.GoToAsync($"items/{Uri.EscapeDataString("'\"><img src=x onerror=window.hacked=1>/../?#")}");
        await Expect(console.Main).ToContainTextAsync(hostile[0]);
        await console.GoToAsync("quarantine");
        foreach (ILocator entry in await console.Page.Locator("summary").AllAsync()) await entry.ClickAsync();
        await Expect(console.Main).ToContainTextAsync(hostile[2]);
        await console.GoToAsync("models");
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Card of" }).ClickAsync();
        await Expect(console.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("onerror");

        Assert.False(await console.Page.EvaluateAsync<bool>("'hacked' in window"));
        Assert.Equal(0, await console.Page.Locator("main :is(script, svg, img)").CountAsync());
        // Even a mistake of ours could not: the browser itself refuses to make markup of text.
        Assert.True(await console.Page.EvaluateAsync<bool>("() => { try { document.createElement('p').innerHTML = '<b>'; return false; } catch { return true; } }"));
    }
}
