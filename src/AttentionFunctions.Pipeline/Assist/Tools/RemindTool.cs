using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace AttentionFunctions.Assist;

internal sealed class RemindTool(ReminderStore reminders)
{
    public const string Name = "remind";

    public Tool Tool => Tool.Of<Arguments>(Name, "Stores a reminder. Only when the person's own message asks for one.", RunAsync);

    internal sealed record Arguments
    {
        [Description("What to be reminded of."), StringLength(ReminderStore.MaxText, MinimumLength = 1)]
        public required string Text { get; init; }

        [Description("When, with the offset of the person's clock.")]
        public required DateTimeOffset At { get; init; }
    }

    public async Task<ToolResult> RunAsync(Turn turn, Arguments asked, CancellationToken cancel)
    {
        if (Consent.Refuse(turn, asked) is { } refused) return refused;
        if (asked.At <= turn.Now || asked.At > turn.Now + ReminderStore.Ahead) return new Rejected("The time must lie ahead, within a year.");
        string text = UntrustedText.Clean(asked.Text, ReminderStore.MaxText);
        if (text.Length == 0) return new Rejected("The reminder has no text.");

        turn.Changed = true;
        if (await reminders.AddAsync(turn.UserKey, text, asked.At, cancel) is not { } added)
            return new Rejected($"There are {ReminderStore.MaxReminders} reminders already. The person may delete them with what the assistant remembers.");
        string time = Figures.At(added.At, turn.Zone);
        turn.Actions.Add(new AssistantAction("reminder", added.Id, Text: text, At: added.At));
        return new ReminderSet(turn.Sources.Add("reminder", title: text, figure: time).Id, text, time);
    }
}
