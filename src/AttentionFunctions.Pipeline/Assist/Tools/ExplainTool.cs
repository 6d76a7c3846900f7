using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Profiles;
using AttentionFunctions.Rank;

namespace AttentionFunctions.Assist;

internal sealed class ExplainTool(RecommendForUser recommend, ProfileStore profiles, CatalogueStore catalogue)
{
    public const string Name = "explain";

    public Tool Tool => Tool.Of<Arguments>(Name, "Why an item is recommended to the person, or why it is not.", RunAsync);

    internal sealed record Arguments
    {
        [Description("The item's id as another tool returned it."), StringLength(EventLimits.IdLength, MinimumLength = 1)]
        public required string ItemId { get; init; }
    }

    public async Task<ToolResult> RunAsync(Turn turn, Arguments asked, CancellationToken cancel)
    {
        ItemCatalogue items = await catalogue.CurrentAsync(cancel);
        Profile profile = (await profiles.ReadAsync(turn.UserKey, cancel)).Profile;
        Slate slate = await recommend.HandleAsync(Request(turn, asked.ItemId), cancel);
        if (slate.Items.FirstOrDefault(item => item.ItemId == asked.ItemId) is { } ranked)
        {
            Because[] reasons = [.. ranked.Reasons.Select(reason => Found.BecauseOf(turn, reason, items))];
            string figure = string.Join(" · ", reasons.Select(reason => reason.Share).OfType<string>());
            return Of(turn, asked.ItemId, items, Standing.Recommended, figure, reasons);
        }

        bool seen = profile.Seen.TryGetValue(asked.ItemId, out SeenItem state);
        if (!seen && items.Find(asked.ItemId) is null) return new NotFound(UntrustedText.Clean(asked.ItemId));
        return Of(turn, asked.ItemId, items, !seen ? Standing.NotRecommended : state.Refused ? Standing.TurnedAway : Standing.Chosen, "", []);
    }

    /// <summary>What was shown is explained wherever it ranks: it may be the best of a topic that is none of the person's.</summary>
    private static RankRequest Request(Turn turn, string itemId) => turn.Conversation.Shown.Any(item => item.ItemId == itemId)
        ? new RankRequest(turn.UserKey, 1)
        {
            OwnerId = turn.UserId,
            Rules = new RuleSet { Filter = ItemFilter.Of(new CompareNode(FilterField.Id, Comparison.Equal, new TextValue(itemId))) },
        }
        : new RankRequest(turn.UserKey, RankRequest.MaxCount) { OwnerId = turn.UserId };

    private static Explained Of(Turn turn, string itemId, ItemCatalogue items, Standing standing, string figure, IReadOnlyList<Because> reasons)
    {
        string title = Found.TitleOf(itemId, items);
        return new Explained(turn.Sources.Add("item", itemId, title, figure.Length > 0 ? figure : null).Id, itemId, title, standing, reasons);
    }
}
