using AttentionFunctions.Assist;
using AttentionFunctions.Store;
using Xunit;

namespace AttentionFunctions.Watch;

public sealed class DailyUpkeepTests
{
    [Fact]
    public async Task A_step_that_fails_is_told_and_keeps_no_other_from_running()
    {
        using AssistantFixture fixture = await AssistantFixture.StartAsync();
        await fixture.AskAsync("recommend something");
        fixture.Time.Advance(ConversationStore.Lifetime + TimeSpan.FromMinutes(1));
        await fixture.Store.UpdateAsync(BlobLayout.ItemsPointer, _ => "{ damaged"u8.ToArray(), TimeProvider.System);

        AggregateException faults = await Assert.ThrowsAsync<AggregateException>(() => fixture.Get<DailyUpkeep>().RunAsync());

        Assert.Contains(faults.InnerExceptions, fault => fault is InvalidDataException && fault.Message.Contains(BlobLayout.ItemsPointer, StringComparison.Ordinal));
        Assert.Empty(await fixture.BlobsAsync(BlobLayout.ConversationsPrefix));
    }

    [Fact]
    public async Task Who_stops_it_is_told_so()
    {
        using AssistantFixture fixture = await AssistantFixture.StartAsync();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fixture.Get<DailyUpkeep>().RunAsync(stop.Token));
    }
}
