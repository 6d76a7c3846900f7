using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Rank;

namespace AttentionFunctions.Assist;

internal sealed class SearchTool(SearchItems search, CatalogueStore catalogue)
{
    public const string Name = "search";

    public Tool Tool => Tool.Of<Arguments>(Name, "Items by words of the person: everything available, not only what is recommended.", RunAsync);

    internal sealed record Arguments
    {
        [Description("Words to look for."), StringLength(200, MinimumLength = 1)]
        public required string Query { get; init; }

        [Description("How many items."), Range(1, RecogniseIntent.MaxCount)]
        public int Count { get; init; } = RecogniseIntent.DefaultCount;
    }

    public async Task<ToolResult> RunAsync(Turn turn, Arguments asked, CancellationToken cancel)
    {
        Slate slate = await search.HandleAsync(asked.Query, new RankRequest(turn.UserKey, asked.Count) { OwnerId = turn.UserId, Rules = new RuleSet { Seen = [] } }, cancel);
        ItemCatalogue items = await catalogue.CurrentAsync(cancel);
        FoundItem[] found = [.. slate.Items.Select(item => Found.Of(turn, item, items, explained: false))];
        turn.Show(found, recommendationId: null);
        return new ItemsFound(Searched: true, UntrustedText.Clean(asked.Query), found);
    }
}
