using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace AttentionFunctions.Local;

/// <summary>From an event to what it changes, in a real browser.</summary>
[Collection(nameof(ConsoleBrowser))]
public sealed class ConsoleFeedbackTests(ConsoleBrowser browser)
{
    [Fact]
    public async Task What_is_published_appears_on_the_overview_by_itself()
    {
        await using RunningHost host = await ConsoleWorld.WithReaderAsync();
        await using ConsolePage console = await browser.OpenAsync(host);
        ILocator newest = console.Page.GetByRole(AriaRole.Table, new() { Name = "Newest events" });
        await Expect(newest).ToContainTextAsync("Growing tomatoes in small gardens");
        await Expect(newest).Not.ToContainTextAsync("purchase");

        await host.PostEventsAsync("""{"type":"purchase","userId":"bob","itemId":"i6","value":12}""");
        await Expect(newest).ToContainTextAsync("purchaseTruing bicycle wheels");
        await Expect(console.Main).Not.ToContainTextAsync("bob");
        await Expect(console.Page.Locator(".tile").Filter(new() { HasText = "Events in the last hour" }).Locator(".figure")).ToHaveTextAsync("10");
        await Expect(console.Page.Locator(".tile").Filter(new() { HasText = "Waiting in the queue" }).Locator(".figure")).ToHaveTextAsync("0");
        await Expect(console.Page.Locator(".chart canvas")).ToHaveCountAsync(2);
        console.AssertClean();
    }

    [Theory]
    [InlineData("Like", "Liked", true)]
    [InlineData("Dismiss", "Dismissed", false)]
    public async Task Feedback_changes_what_is_recommended_and_why_at_once(string button, string said, bool explains)
    {
        await using RunningHost host = await ConsoleWorld.WithReaderAsync();
        await using ConsolePage console = await browser.OpenAsync(host);
        await console.Page.GetByRole(AriaRole.Link, new() { Name = "Person" }).ClickAsync();
        await console.Page.GetByLabel("User id").FillAsync(ConsoleWorld.Reader);
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();

        ILocator first = console.Page.Locator(".slate > li").First;
        await Expect(first).ToContainTextAsync("Described like Growing tomatoes in small gardens");
        string title = await first.Locator("h3").InnerTextAsync();
        await first.GetByRole(AriaRole.Button, new() { Name = $"{button} {title}" }).ClickAsync();

        await Expect(console.Said).ToContainTextAsync($"{said}: {title}");
        await Expect(console.Page.Locator(".slate h3").Filter(new() { HasText = title })).ToHaveCountAsync(0);
        ILocator reasons = console.Page.Locator(".reasons").Filter(new() { HasText = title });
        if (explains) await Expect(reasons.First).ToBeVisibleAsync();
        else await Expect(reasons).ToHaveCountAsync(0);
        await Expect(console.Page.GetByText("3 events")).ToBeVisibleAsync();
        // The keyboard goes on where it was.
        await Expect(console.Page.Locator(".slate > li").First.GetByRole(AriaRole.Button, new() { Name = button })).ToBeFocusedAsync();
        console.AssertClean();
    }

    [Fact]
    public async Task A_day_is_planned_in_the_page()
    {
        await using RunningHost host = await ConsoleWorld.WithReaderAsync();
        await using ConsolePage console = await browser.OpenAsync(host, $"person/{ConsoleWorld.Reader}");
        ILocator tasks = console.Page.GetByLabel("Tasks, one a line");
        await tasks.FillAsync("Write the report");
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Plan by" }).ClickAsync();
        await Expect(console.Main).ToContainTextAsync("Every line needs a task and its minutes");

        await tasks.FillAsync("Write the report 60\nAnswer mails 30");
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Plan by" }).ClickAsync();
        await Expect(console.Main).ToContainTextAsync(new System.Text.RegularExpressions.Regex("Write the report.*|Does not fit"));
        await Expect(console.Page.Locator(".wrong")).ToHaveCountAsync(0);
        console.AssertClean();
    }

    [Fact]
    public async Task A_version_is_promoted_only_after_a_yes()
    {
        await using RunningHost host = await ConsoleWorld.WithEverythingAsync();
        await using ConsolePage console = await browser.OpenAsync(host, "models");
        ILocator promote = console.Page.GetByRole(AriaRole.Button, new() { Name = "Promote 20260102-000000-bbbbbb" });
        await promote.ClickAsync();
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(promote).ToBeFocusedAsync();

        await promote.ClickAsync();
        await console.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Promote" }).ClickAsync();
        await Expect(console.Said).ToHaveTextAsync("20260102-000000-bbbbbb serves now.");
        await Expect(console.Page.GetByRole(AriaRole.Row, new() { Name = "20260102-000000-bbbbbb" }).First).ToContainTextAsync("serves");
        await Expect(console.Page.GetByRole(AriaRole.Table, new() { Name = "What served" })).ToContainTextAsync("promoted by hand");

        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Card of 20260101-000000-aaaaaa" }).ClickAsync();
        await Expect(console.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("# Model 20260101-000000-aaaaaa");
        console.AssertClean();
    }

    [Fact]
    public async Task Policies_and_experiments_are_shown_and_reported_on_demand()
    {
        await using RunningHost host = await ConsoleWorld.WithReaderAsync();
        await ConsoleWorld.AddExperimentAsync(host);
        await using ConsolePage console = await browser.OpenAsync(host, "rules");

        await Expect(console.Page.GetByRole(AriaRole.Table, new() { Name = "Stored policies" }).GetByRole(AriaRole.Row, new() { Name = "shop 2 2" })).ToBeVisibleAsync();
        await Expect(console.Page.GetByRole(AriaRole.Table, new() { Name = "Arms of front" })).ToContainTextAsync("shop");
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Report of front" }).ClickAsync();
        await Expect(console.Page.GetByRole(AriaRole.Table, new() { Name = "Report of front" })).ToContainTextAsync("fewer than five people");
        await Expect(console.Said).ToHaveTextAsync("The figures are there.");
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Estimate slates" }).ClickAsync();
        await Expect(console.Main).ToContainTextAsync("No slate with chance was shown");
        console.AssertClean();
    }

    [Fact]
    public async Task What_is_in_quarantine_is_read_and_replayed()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        await ConsoleWorld.QuarantineAsync(host, "not json at all", "{\"type\":\"view\u202e\",\"userId\":\"u\"}");
        await host.DrainedAsync();
        await using ConsolePage console = await browser.OpenAsync(host, "quarantine");
        ILocator entries = console.Page.Locator(".entries > li");
        await Expect(entries).ToHaveCountAsync(2);
        foreach (ILocator entry in await entries.AllAsync()) await entry.GetByText("As received").ClickAsync();
        await Expect(console.Page.Locator(".entries")).ToContainTextAsync("not json at all");
        await Expect(console.Page.Locator(".entries")).ToContainTextAsync("view\\u202e");

        string[] before = [.. await entries.Locator("h2").AllInnerTextsAsync()];
        await entries.First.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();
        await Expect(console.Said).ToContainTextAsync("Sent through the queue again: 1");
        await host.DrainedAsync();
        await console.Page.ReloadAsync();
        await Expect(entries).ToHaveCountAsync(2);
        await Expect(console.Page.Locator(".entries")).Not.ToContainTextAsync(before[0]);

        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Replay all" }).ClickAsync();
        await console.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Replay all" }).ClickAsync();
        await Expect(console.Said).ToContainTextAsync("Sent through the queue again: 2");
        console.AssertClean();
    }

    [Fact]
    public async Task An_item_is_found_and_shows_its_neighbours()
    {
        await using RunningHost host = await ConsoleWorld.WithReaderAsync();
        await using ConsolePage console = await browser.OpenAsync(host, "items");
        await console.Page.GetByLabel("Item id or title").FillAsync("i0");
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Expect(console.Page.GetByRole(AriaRole.Heading, new() { Name = "Neighbours" })).ToBeVisibleAsync();
        await Expect(console.Page.Locator(".slate")).ToContainTextAsync("Tomatoes and other plants for small gardens");

        // By words where the server has a search, else by id alone.
        await console.Page.RouteAsync("**/api/search?*", route => route.FulfillAsync(new() { Status = 404 }));
        await console.Page.GetByLabel("Item id or title").FillAsync("no such item");
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Expect(console.Main).ToContainTextAsync("Nothing was found for “no such item”");
        await Expect(console.Main).ToContainTextAsync("by the whole id only");
        await console.Page.UnrouteAllAsync();
        await console.Page.RouteAsync("**/api/search?q=herbs&*", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """{"recommendationId":"r","strategy":"search","items":[{"itemId":"i3","title":"Herbs for small gardens","score":2,"reasons":[{"kind":"match","text":"Matches herbs"}]}]}""",
        }));
        await console.Page.GetByLabel("Item id or title").FillAsync("herbs");
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Expect(console.Page.Locator(".slate")).ToContainTextAsync("Herbs for small gardens");
        console.AssertClean();
    }

    [Fact]
    public async Task Where_the_server_has_an_assistant_it_can_be_asked_and_shows_its_sources()
    {
        await using RunningHost host = await ConsoleWorld.WithReaderAsync();
        await using ConsolePage console = await browser.OpenAsync(host);
        await console.Page.RouteAsync("**/api/openapi.json", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """{"paths":{"/users/{userId}/assistant":{}}}""",
        }));
        List<string?> asked = [];
        await console.Page.RouteAsync("**/api/users/*/assistant", route =>
        {
            asked.Add(route.Request.PostData);
            return route.FulfillAsync(new()
            {
                ContentType = "application/json",
                Body = """{"engine":"rules","text":"Because of <b>gardens</b> [S1].","language":"en","sources":[{"id":"S1","kind":"item","itemId":"i1","title":"Tomatoes and other plants for small gardens"}],"actions":[],"conversationId":"c1","usage":{}}""",
            });
        });
        await console.GoToAsync($"person/{ConsoleWorld.Reader}");
        for (int i = 0; i < 2; i++)
        {
            await console.Page.GetByLabel("Question").FillAsync("Why?");
            await console.Page.Keyboard.PressAsync("Enter");
            await Expect(console.Page.Locator(".answer")).ToHaveCountAsync(i + 1);
        }

        await Expect(console.Page.Locator(".answer").First).ToContainTextAsync("Because of <b>gardens</b> [S1].");
        await console.Page.GetByText("Sources (1)").First.ClickAsync();
        await Expect(console.Page.Locator(".answer a").First).ToHaveAttributeAsync("href", "#/items/i1");
        Assert.Equal("""{"message":"Why?","language":"en"}""", asked[0]);
        Assert.Equal("""{"message":"Why?","conversationId":"c1","language":"en"}""", asked[1]);
        console.AssertClean();
    }
}
