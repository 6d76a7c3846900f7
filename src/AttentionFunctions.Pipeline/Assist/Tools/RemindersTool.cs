namespace AttentionFunctions.Assist;

internal sealed class RemindersTool(ReminderStore reminders)
{
    public const string Name = "list_reminders";

    public Tool Tool => Tool.Of<Arguments>(Name, "The person's reminders.", RunAsync);

    internal sealed record Arguments;

    public async Task<ToolResult> RunAsync(Turn turn, Arguments asked, CancellationToken cancel) => new RemindersListed(
        [.. (await reminders.ListAsync(turn.UserKey, cancel)).Select(reminder =>
        {
            string time = Figures.At(reminder.At, turn.Zone);
            return new ListedReminder(turn.Sources.Add("reminder", title: reminder.Text, figure: time).Id, reminder.Text, time, reminder.At <= turn.Now);
        })]);
}
