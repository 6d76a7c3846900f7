using System.Text;
using AttentionFunctions.Store;
using Xunit;

namespace AttentionFunctions.Assist;

public sealed class ConversationStoreTests
{
    [Fact]
    public async Task A_conversation_is_short_and_ends_a_day_after_it_began()
    {
        using AssistantFixture fixture = await AssistantFixture.StartAsync();
        AssistantAnswer first = await fixture.AskAsync("recommend something");
        for (int turn = 0; turn < 20; turn++) await fixture.AskAsync(new string('x', 1900), first.ConversationId);

        string name = Assert.Single(await fixture.BlobsAsync(BlobLayout.ConversationsPrefix));
        Blob blob = (await fixture.Store.ReadAsync(name))!;
        Assert.InRange(blob.Content.Length, 1000, 10_000);

        fixture.Time.Advance(ConversationStore.Lifetime + TimeSpan.FromMinutes(1));
        AssistantAnswer later = await fixture.AskAsync("less of this", first.ConversationId);
        Assert.NotEqual(first.ConversationId, later.ConversationId);
        Assert.Empty(later.Actions);

        Assert.Equal(1, await fixture.Get<ConversationStore>().ForgetAsync());
        Assert.Equal(BlobLayout.Conversation(fixture.KeyOf(AssistantFixture.Ann), later.ConversationId), Assert.Single(await fixture.BlobsAsync(BlobLayout.ConversationsPrefix)));
    }

    [Fact]
    public async Task Turns_that_come_at_once_are_both_remembered()
    {
        using AssistantFixture fixture = await AssistantFixture.StartAsync();
        var conversations = fixture.Get<ConversationStore>();
        Conversation read = await conversations.OpenAsync("key", null, default);
        await conversations.AddTurnAsync("key", read, "one", "1", default);
        await conversations.AddTurnAsync("key", read, "two", "2", default);

        Conversation stored = await conversations.OpenAsync("key", read.Id, default);
        Assert.Equal(["one", "two"], stored.Turns.Select(turn => turn.User));
    }

    [Fact]
    public async Task Erasing_leaves_nothing_of_one_person_and_everything_of_another()
    {
        using AssistantFixture fixture = await AssistantFixture.StartAsync();
        foreach (string user in new[] { AssistantFixture.Ann, AssistantFixture.Bob })
        {
            await fixture.AskAsync("remind me to stretch in 20 minutes", user: user);
            await fixture.AskAsync("hello", user: user);
        }

        Assert.Equal(3, await fixture.Get<ConversationStore>().EraseAsync(fixture.KeyOf(AssistantFixture.Ann)));

        string[] left = await fixture.BlobsAsync("assistant/");
        Assert.Equal(3, left.Length);
        Assert.All(left, name => Assert.Contains(fixture.KeyOf(AssistantFixture.Bob), name));
        Assert.Contains("no reminders", (await fixture.AskAsync("my reminders")).Text);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("""{"formatVersion":2,"id":"x","turns":[],"shown":[]}""")]
    public async Task What_cannot_be_read_is_named(string content)
    {
        using AssistantFixture fixture = await AssistantFixture.StartAsync();
        string id = Guid.CreateVersion7(AssistantFixture.Now).ToString("N"), name = BlobLayout.Conversation("key", id);
        await fixture.Store.TryCreateAsync(name, Encoding.UTF8.GetBytes(content));

        InvalidDataException e = await Assert.ThrowsAsync<InvalidDataException>(() => fixture.Get<ConversationStore>().OpenAsync("key", id, default));
        Assert.Contains(name, e.Message);
    }

    [Theory]
    [InlineData("01a20cff84d070188195649922012f6e", true)]
    [InlineData("01a20cff84d040188195649922012f6e", false)]
    [InlineData("01A20CFF84D070188195649922012F6E", false)]
    [InlineData("01a20cff84d070188195649922012f6", false)]
    [InlineData("../../../../../../../../../etc/x", false)]
    public void Only_ids_that_this_system_gives_are_ids(string id, bool valid) => Assert.Equal(valid, ConversationStore.IsId(id));
}
