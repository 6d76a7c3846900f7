using System.Globalization;
using AttentionFunctions.Events;

namespace AttentionFunctions.Economy;

/// <summary>One item was before one person's eyes.</summary>
/// <param name="Page">What was shown together: the recommendation, else the session, else nothing.</param>
/// <param name="Position">Where on the page, from 1; null when the application did not say.</param>
internal readonly record struct Showing(string User, string Item, string Page, bool IsSlate, DateTimeOffset Time, int? Position)
{
    /// <summary>The context entry in which an application says where on the page an item was, from 1.</summary>
    private const string PositionKey = "position";

    private const int MaxPosition = 10_000;

    /// <summary>
    /// Impressions; and whatever else names the slate that led to it, because nobody reacts to what was not shown. Null for other events.
    /// </summary>
    public static Showing? Of(AttentionEvent @event)
    {
        if (@event is not { UserId: { } user, ItemId: { } item } || !@event.Type.IsBehaviour()) return null;
        if (@event.Type != EventType.Impression && @event.RecommendationId is null) return null;
        int? position = @event.Context.TryGetValue(PositionKey, out string? raw)
            && int.TryParse(raw, NumberStyles.None, CultureInfo.InvariantCulture, out int rank) && rank is >= 1 and <= MaxPosition ? rank : null;
        return new Showing(user, item, @event.RecommendationId ?? @event.SessionId ?? "", @event.RecommendationId is not null, @event.Time, position);
    }
}
