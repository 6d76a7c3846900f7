using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Rank;

namespace AttentionFunctions.Assist;

internal sealed class RecommendTool(RecommendForUser recommend, CatalogueStore catalogue)
{
    public const string Name = "recommend";

    public Tool Tool => Tool.Of<Arguments>(Name, "Items recommended to the person, with the reason of each.", RunAsync);

    internal sealed record Arguments
    {
        [Description("How many items."), Range(1, RecogniseIntent.MaxCount)]
        public int Count { get; init; } = RecogniseIntent.DefaultCount;

        [Description("Only items about this, in the words of the person."), StringLength(100, MinimumLength = 1)]
        public string? Topic { get; init; }

        [Description("Minutes that the items may take together."), Range(1, 1440)]
        public int? Minutes { get; init; }
    }

    public async Task<ToolResult> RunAsync(Turn turn, Arguments asked, CancellationToken cancel)
    {
        // With a condition on the items, the first few may not meet it.
        int looked = asked.Topic is null && asked.Minutes is null ? asked.Count : RankRequest.MaxCount;
        Slate slate = await recommend.HandleAsync(new RankRequest(turn.UserKey, looked), cancel);
        ItemCatalogue items = await catalogue.CurrentAsync(cancel);
        IEnumerable<RankedItem> fitting = slate.Items.Where(item => asked.Topic is not { } topic || IsAbout(items.Find(item.ItemId), topic));
        RankedItem[] chosen = [.. (asked.Minutes is { } minutes ? Within(minutes, fitting, items) : fitting).Take(asked.Count)];
        FoundItem[] found = [.. chosen.Select(item => Found.Of(turn, item, items))];
        turn.Show(found, slate.RecommendationId);
        return new ItemsFound(Searched: false, asked.Topic is null ? null : UntrustedText.Clean(asked.Topic), found);
    }

    private static bool IsAbout(CatalogueItem? item, string topic) => item is not null
        && (Says(item.Fields.Title, topic) || item.Fields.Categories.Any(label => Says(label, topic)) || item.Fields.Tags.Any(label => Says(label, topic)));

    private static bool Says(string? text, string topic) => text?.Contains(topic, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>In order of rank whatever still fits; an item that does not say how long it takes fits nowhere.</summary>
    private static IEnumerable<RankedItem> Within(int minutes, IEnumerable<RankedItem> ranked, ItemCatalogue items)
    {
        double left = 60.0 * minutes;
        foreach (RankedItem item in ranked)
        {
            if (items.ExpectedSeconds(item.ItemId) is not { } seconds || seconds > left) continue;
            left -= seconds;
            yield return item;
        }
    }
}
