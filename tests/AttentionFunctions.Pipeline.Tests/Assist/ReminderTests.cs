using Xunit;

namespace AttentionFunctions.Assist;

public sealed class ReminderTests
{
    [Fact]
    public async Task A_reminder_comes_with_the_first_answer_after_its_time_and_stays_in_the_list_for_a_week()
    {
        using AssistantFixture fixture = await AssistantFixture.StartAsync();
        await fixture.AskAsync("remind me to stretch in 20 minutes");
        Assert.Empty((await fixture.AskAsync("hello")).Actions);

        fixture.Time.Advance(TimeSpan.FromMinutes(21));
        AssistantAnswer due = await fixture.AskAsync("recommend something");
        AssistantAction action = Assert.Single(due.Actions);
        Assert.Equal(("reminder.due", "stretch"), (action.Kind, action.Text));
        Assert.Matches(@"^You wanted to be reminded:\n- 2026-11-24 10:20 “stretch” \[S\d+\]\n\nThis suits you now", due.Text);
        Claims.AllHaveSources(due, []);

        Assert.Empty((await fixture.AskAsync("hello")).Actions);
        Assert.Contains("“stretch” [S1] (due)", (await fixture.AskAsync("my reminders")).Text);
        fixture.Time.Advance(ReminderStore.Kept);
        Assert.Contains("no reminders", (await fixture.AskAsync("my reminders")).Text);
    }

    [Fact]
    public async Task There_is_room_for_fifty()
    {
        using AssistantFixture fixture = await AssistantFixture.StartAsync();
        for (int i = 0; i < ReminderStore.MaxReminders; i++) await fixture.Get<ReminderStore>().AddAsync(fixture.KeyOf(AssistantFixture.Ann), $"r{i}", AssistantFixture.Now.AddHours(1), default);

        AssistantAnswer answer = await fixture.AskAsync("remind me to stretch in 20 minutes");

        Assert.Empty(answer.Actions);
        Assert.Contains("cannot keep", answer.Text);
    }

    [Fact]
    public async Task Times_are_on_the_clock_of_the_person()
    {
        using AssistantFixture fixture = await AssistantFixture.StartAsync(null, new Events.AttentionEvent
        {
            Id = "zone",
            Type = Events.EventType.UserUpdated,
            Time = AssistantFixture.Now.AddDays(-30),
            UserId = AssistantFixture.Ann,
            User = new Events.UserFields { TimeZone = "Asia/Shanghai" },
        });

        AssistantAnswer answer = await fixture.AskAsync("今晚八点提醒我打电话");

        Assert.Equal(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero), answer.Actions[0].At!.Value.ToUniversalTime());
        Assert.Contains("2026-11-24 20:00", answer.Text);
    }
}
