using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AttentionFunctions.Assist;

/// <summary>Whatever a model's server does, a question ends in an answer.</summary>
public sealed class MisbehavingModelTests
{
    public static TheoryData<string, string> Faults => new()
    {
        { nameof(ChatServer.Hang), "in time" },
        { nameof(ChatServer.Break), "no usable answer" },
        { nameof(ChatServer.Stop), "no usable answer" },
        { nameof(ChatServer.Garbage), "no usable answer" },
        { nameof(ChatServer.UnknownFinish), "no usable answer" },
        { nameof(ChatServer.Page), "no usable answer" },
        { nameof(ChatServer.Babble), "no usable answer" },
        { nameof(ChatServer.FilterPrompt), "content filter" },
        { "filtered answer", "content filter" },
        { nameof(ChatServer.Refuse), "content filter" },
        { "429", "is busy" },
        { "429 for two minutes", "try again in 120 seconds" },
        { "401", "refused the request" },
        { "404", "refused the request" },
        { "500", "no usable answer" },
        { "503", "no usable answer" },
    };

    [Theory, MemberData(nameof(Faults))]
    public async Task Rules_answer_at_once_and_say_why(string fault, string notice)
    {
        await using ChatServer server = await ChatServer.StartAsync(_ => Misbehave(fault));
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options with { SilenceSeconds = SilenceFor(fault) });

        AssistantAnswer answer = await fixture.AskAsync("recommend three things");

        Assert.Equal(Engine.Rules, answer.Engine);
        Assert.Contains(notice, answer.Notice);
        Assert.Equal(3, answer.Sources.Count(source => source.Kind == "item"));
        Claims.AllHaveSources(answer, []);
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task What_tools_found_before_it_is_told_and_not_asked_for_again(string fault, string notice)
    {
        AssistantFixture? clock = null;
        await using ChatServer server = await ChatServer.StartAsync(turn =>
            turn.Results.Count == 0 ? ChatServer.Call(("search", new { query = "sourdough bread" })) : async context =>
            {
                // The time for the message ends while the server says nothing.
                if (fault == nameof(ChatServer.Hang)) clock!.Time.Advance(TimeSpan.FromSeconds(31));
                await Misbehave(fault)(context);
            });
        using AssistantFixture fixture = clock = await AssistantFixture.StartAsync(server.Options with { TurnSeconds = 30 });
        var started = new List<string>();

        AssistantAnswer answer = await fixture.Get<AskAssistant>().HandleAsync(
            AssistantFixture.Ann, new AssistantRequest { Message = "what goes with bread?" }, started.Add);

        Assert.Equal(["search"], started);
        Assert.StartsWith("This is what I found", answer.Text);
        Assert.Contains(notice, answer.Notice);
        Assert.True(answer.Usage.InputTokens >= 200);
    }

    [Fact]
    public async Task A_change_that_was_made_before_the_fault_is_not_made_again()
    {
        await using ChatServer server = await ChatServer.StartAsync(turn =>
            turn.Results.Count == 0 ? ChatServer.Call(("record_feedback", new { itemId = "sleep", kind = "like" })) : ChatServer.Fail(500));
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options);

        AssistantAnswer answer = await fixture.AskAsync("I like \"Why sleep matters\"");

        Assert.Single(fixture.Queue.Sent);
        Assert.Single(answer.Actions);
        Assert.StartsWith("Noted: you like", answer.Text);
    }

    [Fact]
    public async Task A_short_wait_that_the_service_asks_for_is_kept_and_a_failing_instance_is_tried_once_more()
    {
        await using ChatServer server = await ChatServer.StartAsync();
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options);

        server.Plan(ChatServer.Fail(503));
        Assert.Equal(Engine.Model, (await fixture.AskAsync("hello")).Engine);
        Assert.Equal(2, server.Requests.Count);

        server.Plan(ChatServer.Throttle("0"));
        Assert.Equal(Engine.Model, (await fixture.AskAsync("hello")).Engine);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task A_model_that_only_calls_tools_is_stopped()
    {
        await using ChatServer server = await ChatServer.StartAsync(_ => ChatServer.Call(("recommend", new { count = 2 })));
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options with { MaxRounds = 3 });

        AssistantAnswer answer = await fixture.AskAsync("recommend something");

        Assert.Equal((Engine.Rules, 4), (answer.Engine, server.Requests.Count));
        Assert.Contains("\"tool_choice\":\"none\"", server.Requests[^1].Text);
        Assert.Equal(2, answer.Sources.Count(source => source.Kind == "item"));
    }

    [Theory]
    [InlineData("recommend", "{\"count\":")]
    [InlineData("recommend", "{\"count\":\"many\"}")]
    [InlineData("recommend", "{\"count\":0}")]
    [InlineData("recommend", "{\"count\":1000000}")]
    [InlineData("recommend", "{\"userId\":\"bob.jones@example.org\"}")]
    [InlineData("recommend", "[1,2]")]
    [InlineData("recommend", "null")]
    [InlineData("explain", "{}")]
    [InlineData("explain", "{\"itemId\":null}")]
    [InlineData("plan_day", "{\"tasks\":[{\"title\":\"\",\"minutes\":5}]}")]
    [InlineData("plan_day", "{\"tasks\":[{\"title\":\"x\",\"minutes\":-5}]}")]
    [InlineData("record_feedback", "{\"itemId\":\"a\",\"kind\":1}")]
    [InlineData("drop_tables", "{}")]
    public async Task A_call_that_is_wrong_is_told_to_the_model_which_may_do_better(string tool, string arguments)
    {
        await using ChatServer server = await ChatServer.StartAsync();
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options);
        server.Plan(ChatServer.Call((tool, arguments)), ChatServer.Call(("recommend", new { count = 1 })));

        AssistantAnswer answer = await fixture.AskAsync("hello");

        Assert.Equal((Engine.Model, "Fine."), (answer.Engine, answer.Text));
        Assert.Contains("reason", new ChatTurn(System.Text.Json.Nodes.JsonNode.Parse(server.Requests[1].Body)!).Messages[^1].Content);
    }

    [Fact]
    public async Task A_model_that_never_calls_rightly_is_stopped()
    {
        await using ChatServer server = await ChatServer.StartAsync(_ => ChatServer.Call(("a", "{"), ("b", "{"), ("c", "{")));
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options);

        AssistantAnswer answer = await fixture.AskAsync("recommend something");

        Assert.Equal((Engine.Rules, 2), (answer.Engine, server.Requests.Count));
        Assert.NotEmpty(answer.Sources);
    }

    [Fact]
    public async Task An_answer_that_met_its_limit_loses_its_last_half_sentence()
    {
        await using ChatServer server = await ChatServer.StartAsync(_ => ChatServer.Say("Happy to help. You should really look at", finish: "length"));
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options);

        AssistantAnswer answer = await fixture.AskAsync("hello");

        Assert.Equal((Engine.Model, "Happy to help."), (answer.Engine, answer.Text));
    }

    [Fact]
    public async Task A_message_has_a_budget_of_tokens()
    {
        await using ChatServer server = await ChatServer.StartAsync(_ => ChatServer.Call(("recommend", new { count = 1 })));
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options with { MaxTurnTokens = 1000, MaxOutputTokens = 400, MaxRounds = 8 });

        AssistantAnswer answer = await fixture.AskAsync("recommend something");

        // 220 tokens a call: after the third, what another answer may take is not left.
        Assert.Equal((Engine.Rules, 3), (answer.Engine, server.Requests.Count));
        Assert.Contains("too much", answer.Notice);
    }

    [Fact]
    public async Task A_server_that_counts_no_tokens_is_estimated()
    {
        await using ChatServer server = await ChatServer.StartAsync(_ => ChatServer.Say("Happy to help.", usage: false));
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options);

        Usage usage = (await fixture.AskAsync("hello")).Usage;

        Assert.InRange(usage.InputTokens, 100, 1000);
        Assert.Equal((4, 1), (usage.OutputTokens, usage.ModelCalls));
    }

    [Fact]
    public async Task Who_goes_away_gets_no_answer_and_pays_only_what_was_used()
    {
        await using ChatServer server = await ChatServer.StartAsync(_ => ChatServer.Hang);
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options with { MaxTurnTokens = 1000, DailyTokens = 1900 });
        using var gone = new CancellationTokenSource();
        Task<AssistantAnswer> asking = fixture.Get<AskAssistant>().HandleAsync(
            AssistantFixture.Ann, new AssistantRequest { Message = "hello" }, cancel: gone.Token);
        while (server.Requests.Count == 0) await Task.Yield();

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Store.Blob use = (await fixture.Store.ReadAsync(Store.BlobLayout.AssistantUse(fixture.KeyOf(AssistantFixture.Ann))))!;
        Assert.InRange(System.Text.Json.Nodes.JsonNode.Parse(use.Content.Span)!["tokens"]!.GetValue<int>(), 100, 900);
    }

    [Fact]
    public async Task Every_call_is_counted()
    {
        await using ChatServer server = await ChatServer.StartAsync(ScriptedModel.Honest);
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options);
        var seen = new System.Collections.Concurrent.ConcurrentBag<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "AttentionFunctions.Assist") self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Add($"{instrument.Name}={value} {string.Join(',', tags.ToArray().Select(tag => tag.Value))}"));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => seen.Add($"{instrument.Name} {string.Join(',', tags.ToArray().Select(tag => tag.Value))}"));
        listener.Start();

        await fixture.AskAsync("recommend something");
        server.Plan(ChatServer.Fail(401));
        await fixture.AskAsync("hello");

        Assert.Contains("attention.assistant.tokens=200 input", seen);
        Assert.Contains("attention.assistant.tokens=20 output", seen);
        Assert.Contains("attention.assistant.cost ", seen);
        Assert.Contains("attention.assistant.model.duration answered", seen);
        Assert.Contains("attention.assistant.model.duration misconfigured", seen);
        Assert.Contains("attention.assistant.tools=1 recommend,done", seen);
        Assert.Contains("attention.assistant.answers=1 model,answered", seen);
        Assert.Contains("attention.assistant.answers=1 rules,misconfigured", seen);
    }

    [Fact]
    public async Task A_message_has_its_time_whatever_the_server_does()
    {
        await using ChatServer server = await ChatServer.StartAsync(_ => ChatServer.Hang);
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options with { TurnSeconds = 30, SilenceSeconds = 60 });
        Task<AssistantAnswer> asking = fixture.AskAsync("recommend something");
        while (server.Requests.Count == 0) await Task.Yield();

        fixture.Time.Advance(TimeSpan.FromSeconds(31));

        AssistantAnswer answer = await asking;
        Assert.Equal(Engine.Rules, answer.Engine);
        Assert.Contains("in time", answer.Notice);
    }

    /// <summary>Only a server that says nothing is waited for: the others answer, however busy this machine is.</summary>
    private static double SilenceFor(string fault) => fault == nameof(ChatServer.Hang) ? 0.5 : 60;

    private static Func<HttpContext, Task> Misbehave(string fault) => fault switch
    {
        nameof(ChatServer.Hang) => ChatServer.Hang,
        nameof(ChatServer.Break) => ChatServer.Break,
        nameof(ChatServer.Stop) => ChatServer.Stop,
        nameof(ChatServer.Garbage) => ChatServer.Garbage,
        nameof(ChatServer.UnknownFinish) => ChatServer.UnknownFinish,
        nameof(ChatServer.Page) => ChatServer.Page,
        nameof(ChatServer.Babble) => ChatServer.Babble,
        nameof(ChatServer.FilterPrompt) => ChatServer.FilterPrompt,
        nameof(ChatServer.Refuse) => ChatServer.Refuse("I cannot help with that."),
        "filtered answer" => ChatServer.Say("Something bad", finish: "content_filter"),
        "429" => ChatServer.Throttle(null),
        "429 for two minutes" => ChatServer.Throttle("120"),
        _ => ChatServer.Fail(int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture)),
    };
}
