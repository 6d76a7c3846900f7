using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Plan;
using AttentionFunctions.Profiles;

namespace AttentionFunctions.Assist;

internal sealed class AttentionTool(ProfileStore profiles, CatalogueStore catalogue, ReadSupply supply, AttentionWeight weights)
{
    /// <summary>A report in a few sentences names no more.</summary>
    private const int MaxCategories = 5, MaxHours = 3;

    public const string Name = "attention_report";

    public Tool Tool => Tool.Of<Arguments>(
        Name, "Where the person's attention goes, when it is deepest, how long it holds, and what switches and interruptions cost.", RunAsync);

    internal sealed record Arguments;

    public async Task<ToolResult> RunAsync(Turn turn, Arguments asked, CancellationToken cancel)
    {
        Profile profile = (await profiles.ReadAsync(turn.UserKey, cancel)).Profile;
        AttentionFlow flow = AttentionFlow.Of(profile, await catalogue.CurrentAsync(cancel), weights);
        AttentionSupply learned = await supply.OfAsync(profile, cancel);
        bool own = learned.Source == SupplySource.Own;
        return new AttentionSeen(
            [.. flow.Direction.Take(MaxCategories).Select(share => Find(turn, UntrustedText.Clean(share.Category, 60), Figures.Share(share.Share)))],
            own ? [.. BestHours(learned).Select(hour => Find(turn, "best hour", Figures.HourOfWeek(hour.Hour, turn.Language)))] : [],
            own
                ? [
                    Find(turn, "focus stretch", Figures.Minutes(learned.FocusMinutes.Value)),
                    Find(turn, "switching", Figures.Minutes(learned.SwitchingMinutes.Value)),
                    Find(turn, "recovery", Figures.Minutes(learned.RecoveryMinutes.Value)),
                ]
                : []);
    }

    /// <summary>Hours in which the person is there at all: focus times presence, of what was observed.</summary>
    private static IEnumerable<HourSupply> BestHours(AttentionSupply learned) => learned.Hours.Where(hour => hour.Observed > 0)
        .OrderByDescending(hour => hour.Focus * hour.Presence).ThenBy(hour => hour.Hour).Take(MaxHours);

    private static Finding Find(Turn turn, string name, string figure) => new(turn.Sources.Add("attention", title: name, figure: figure).Id, name, figure);
}
