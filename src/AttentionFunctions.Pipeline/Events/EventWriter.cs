using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AttentionFunctions.Events;

/// <summary>Event to its canonical JSON: what <see cref="EventReader"/> reads back unchanged.</summary>
/// <remarks>Canonical: fields in a fixed order, names of maps in ordinal order, times in UTC with milliseconds.</remarks>
public static class EventWriter
{
    // Relaxed: the JSON is stored and queued, never put into HTML; text of any script stays readable and short.
    internal static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>One JSON object, UTF-8, no line breaks, absent fields left out.</summary>
    public static byte[] Write(AttentionEvent @event)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            Write(json, @event, withId: true);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A JSON array of the events.</summary>
    public static byte[] Write(IEnumerable<AttentionEvent> events)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartArray();
            foreach (AttentionEvent @event in events)
            {
                Write(json, @event, withId: true);
            }

            json.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    internal static void Write(Utf8JsonWriter json, AttentionEvent @event, bool withId)
    {
        json.WriteStartObject();
        if (withId)
        {
            json.WriteString("id", @event.Id);
        }

        json.WriteString("type", @event.Type.WireName());
        json.Text("userId", @event.UserId);
        json.Text("itemId", @event.ItemId);
        json.Time("time", @event.Time);
        json.Number("dwellSeconds", @event.DwellSeconds);
        json.Number("value", @event.Value);
        json.Text("sessionId", @event.SessionId);
        json.Text("recommendationId", @event.RecommendationId);
        json.Text("query", @event.Query);
        json.Text("category", @event.Category);
        json.Number("seconds", @event.Seconds);
        if (@event.Context.Count > 0)
        {
            json.Facts("context", @event.Context);
        }

        if (@event.Item is { } item)
        {
            Write(json, item);
        }

        if (@event.User is { } user)
        {
            Write(json, user);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ItemFields item)
    {
        json.WriteStartObject("item");
        json.Text("title", item.Title);
        json.Text("text", item.Text);
        json.Labels("categories", item.Categories);
        json.Labels("tags", item.Tags);
        json.Text("creator", item.Creator);
        json.Text("language", item.Language);
        json.Number("price", item.Price);
        json.Time("publishedAt", item.PublishedAt);
        json.Time("expiresAt", item.ExpiresAt);
        if (item.Hidden)
        {
            json.WriteBoolean("hidden", true);
        }

        json.Number("attentionSeconds", item.AttentionSeconds);
        json.Vector("vector", item.Vector);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, UserFields user)
    {
        json.WriteStartObject("user");
        json.Text("timeZone", user.TimeZone);
        if (user.WorkingHours is { } hours)
        {
            json.WriteStartObject("workingHours");
            json.TimeOfDay("from", hours.From);
            json.TimeOfDay("to", hours.To);
            json.WriteEndObject();
        }

        json.Facts("preferences", user.Preferences);
        json.Flags("consent", user.Consent);
        json.WriteEndObject();
    }
}
