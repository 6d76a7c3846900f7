using Xunit;

namespace AttentionFunctions.Assist;

public sealed class AssistantOptionsTests
{
    [Theory]
    [InlineData(ModelKind.OpenAI, null, null, null, false)]
    [InlineData(ModelKind.OpenAI, null, "gpt-4o-mini", null, false)]
    [InlineData(ModelKind.OpenAI, null, "gpt-4o-mini", "key", true)]
    [InlineData(ModelKind.OpenAI, "http://127.0.0.1:11434/v1", "qwen2.5:7b", null, true)]
    [InlineData(ModelKind.Azure, "", "gpt-4o-mini", "", false)]
    [InlineData(ModelKind.Azure, "https://x.openai.azure.com", "gpt-4o-mini", null, true)]
    [InlineData(ModelKind.Azure, "https://x.openai.azure.com", "gpt-4o-mini", "key", true)]
    public void A_model_is_used_when_the_settings_name_one(ModelKind kind, string? endpoint, string? model, string? key, bool used) =>
        Assert.Equal(used, ModelConnection.Open(new AssistantOptions { Kind = kind, Endpoint = endpoint, Model = model, Key = key }.Checked()) is not null);

    [Theory]
    [InlineData("https://x.openai.azure.com")]
    [InlineData("https://x.openai.azure.com/")]
    [InlineData("https://x.openai.azure.com/openai/v1/")]
    public void Azure_is_asked_at_the_address_that_all_clients_understand(string endpoint) =>
        Assert.Equal("https://x.openai.azure.com/openai/v1", ModelConnection.AzureAddress(endpoint).ToString());

    public static TheoryData<AssistantOptions, string> Wrong => new()
    {
        { new AssistantOptions { MaxRounds = 0 }, "MaxRounds" },
        { new AssistantOptions { TurnSeconds = 1000 }, "TurnSeconds" },
        { new AssistantOptions { Endpoint = "x.openai.azure.com", Model = "m" }, "https" },
        { new AssistantOptions { Endpoint = "file:///etc/passwd", Model = "m" }, "https" },
        { new AssistantOptions { Kind = ModelKind.Azure, Endpoint = "https://x.openai.azure.com" }, "Assistant:Model" },
        { new AssistantOptions { Kind = ModelKind.Azure, Endpoint = "http://x.example", Model = "m" }, "in the clear" },
    };

    [Theory, MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Settings_that_cannot_work_stop_the_start_and_say_what_to_do(AssistantOptions options, string words) =>
        Assert.Contains(words, Assert.Throws<InvalidOperationException>(options.Checked).Message);

    [Theory]
    [InlineData("test-key", "Bearer test-key")]
    [InlineData(null, "Bearer none")]
    public async Task The_key_is_sent_as_every_compatible_server_expects_it(string? key, string header)
    {
        await using ChatServer server = await ChatServer.StartAsync();
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options with { Key = key });

        Assert.Equal(Engine.Model, (await fixture.AskAsync("hello")).Engine);

        Assert.Equal(("/v1/chat/completions", header), (server.Requests[0].Path, server.Requests[0].Headers["Authorization"]));
        TestContext.Current.TestOutputHelper!.WriteLine($"bytes of a first request: {server.Requests[0].Body.Length}");
    }

    [Fact]
    public async Task Azure_with_a_key_is_the_same_protocol_at_another_address()
    {
        await using ChatServer server = await ChatServer.StartAsync();
        using AssistantFixture fixture = await AssistantFixture.StartAsync(server.Options with { Kind = ModelKind.Azure, Endpoint = new Uri(server.Options.Endpoint!).GetLeftPart(UriPartial.Authority) });

        Assert.Equal(Engine.Model, (await fixture.AskAsync("hello")).Engine);

        Assert.Equal("/openai/v1/chat/completions", server.Requests[0].Path);
    }
}
