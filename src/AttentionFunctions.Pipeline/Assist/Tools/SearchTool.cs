using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Numerics.Tensors;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Embed;
using AttentionFunctions.Rank;

namespace AttentionFunctions.Assist;

/// <summary>By the meaning that the text encoder gives to words: exact cosine over all available items.</summary>
internal sealed class SearchTool(CatalogueStore catalogue, ITextEncoder encoder)
{
    /// <summary>Cosine below which an item is not about the words: with the embedded encoder, what shares no word and no longer part of one.</summary>
    private const float LeastLikeness = 0.1f;

    /// <summary>Of the best likeness: what is further off is there by chance.</summary>
    private const float LeastShare = 0.4f;

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
        ItemCatalogue items = await catalogue.CurrentAsync(cancel);
        float[] query = encoder.Encode([asked.Query], TextKind.Query, cancel)[0];
        var top = new TopK(asked.Count);
        for (int position = 0; position < items.Items.Count; position++)
        {
            CatalogueItem item = items.Items[position];
            if (item.VectorSpace != encoder.Id || item.Vector.IsEmpty || !Rules.Available(item, turn.Now)) continue;
            float likeness = TensorPrimitives.Dot(query, item.Vector.Span);
            if (likeness >= LeastLikeness) top.Offer(position, likeness);
        }

        (int Position, float Score)[] ranked = top.Drain();
        FoundItem[] found = [.. ranked.TakeWhile(item => item.Score >= LeastShare * ranked[0].Score).Select(best => Found.Of(turn, items.Items[best.Position].Id, items, because: null))];
        turn.Show(found, recommendationId: null);
        return new ItemsFound(Searched: true, UntrustedText.Clean(asked.Query), found);
    }
}
