using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Ingest;

namespace AttentionFunctions.Assist;

/// <summary>A like or a refusal as the event that an application would have sent: validated, queued, ingested like any other.</summary>
internal sealed class FeedbackTool(IEventQueue queue, CatalogueStore catalogue)
{
    public const string Name = "record_feedback";

    public Tool Tool => Tool.Of<Arguments>(Name, "Records what the person says about one item. Only when their own message says it.", RunAsync);

    internal sealed record Arguments
    {
        [Description("The item's id as another tool returned it, or as it was shown."), StringLength(EventLimits.IdLength, MinimumLength = 1)]
        public required string ItemId { get; init; }

        [Description("What the person said.")]
        public required FeedbackKind Kind { get; init; }
    }

    public async Task<ToolResult> RunAsync(Turn turn, Arguments asked, CancellationToken cancel)
    {
        if (Consent.Refuse(turn, asked) is { } refused) return refused;
        ItemCatalogue items = await catalogue.CurrentAsync(cancel);
        bool shown = turn.Conversation.Shown.Any(item => item.ItemId == asked.ItemId);
        if (!shown && items.Find(asked.ItemId) is null) return new NotFound(UntrustedText.Clean(asked.ItemId));

        turn.Changed = true;
        var draft = new AttentionEvent
        {
            Id = Guid.CreateVersion7(turn.Now).ToString("N"),
            Type = asked.Kind switch
            {
                FeedbackKind.Like => EventType.Like,
                FeedbackKind.Dislike => EventType.Dislike,
                _ => EventType.Dismiss,
            },
            Time = turn.Now,
            UserId = turn.UserId,
            ItemId = asked.ItemId,
            RecommendationId = shown ? turn.Conversation.RecommendationId : null,
            Context = new Dictionary<string, string> { ["source"] = "assistant" },
        };
        EventBatch batch = EventReader.Read(EventWriter.Write(draft), turn.Now);
        if (batch.Rejections.Count > 0) return new Rejected(batch.Rejections[0].Reasons[0]);
        await queue.SendAsync(EventMessages.Pack(batch.Events).Messages, cancel);

        string title = Found.TitleOf(asked.ItemId, items);
        turn.Actions.Add(new AssistantAction("feedback", draft.Id, asked.ItemId, asked.Kind.ToString().ToLowerInvariant()));
        return new FeedbackTaken(turn.Sources.Add("feedback", asked.ItemId, title).Id, asked.ItemId, title, asked.Kind);
    }
}
