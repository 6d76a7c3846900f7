using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
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
        ItemCatalogue items = await catalogue.CurrentAsync(cancel);
        Slate slate = await recommend.HandleAsync(
            new RankRequest(turn.UserKey, asked.Count)
            {
                OwnerId = turn.UserId,
                Rules = new RuleSet
                {
                    Filter = asked.Topic is { } topic ? About(topic, items) : null,
                    Budget = asked.Minutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
                },
            },
            cancel);
        FoundItem[] found = [.. slate.Items.Select(item => Found.Of(turn, item, items))];
        turn.Show(found, slate.RecommendationId);
        return new ItemsFound(Searched: false, asked.Topic is null ? null : UntrustedText.Clean(asked.Topic), found)
        {
            DayIsSpent = slate is { Items.Count: 0, Attention: { BudgetSeconds: 0, DailyLimitSeconds: not null } },
        };
    }

    /// <summary>What has the topic in its title or in one of its labels, "cook" in "cooking" too: nobody knows the catalogue's labels by heart.</summary>
    private static ItemFilter About(string topic, ItemCatalogue items)
    {
        return ItemFilter.Of(new OrNode(
            new ContainsNode(FilterField.Title, topic),
            new OrNode(Labelled(FilterField.Category, fields => fields.Categories), Labelled(FilterField.Tag, fields => fields.Tags))));

        InNode Labelled(FilterField field, Func<ItemFields, IReadOnlyList<string>> labels) => new(field,
        [
            .. items.Items.SelectMany(item => labels(item.Fields)).Distinct(StringComparer.Ordinal)
                .Where(label => label.Contains(topic, StringComparison.OrdinalIgnoreCase)).Take(FilterParser.MaxListLength).Select(label => new TextValue(label)),
        ]);
    }
}
