using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using AttentionFunctions.Events;
using Parquet;
using Parquet.Schema;

namespace AttentionFunctions.Store;

/// <summary>
/// One Parquet file of the event log, version 1: plain columns, so that DuckDB, Spark and Fabric read it as it is.
/// </summary>
internal static class EventSegment
{
    private static readonly DataField<string> Id = new("event_id", nullable: false);
    private static readonly DataField<string> Type = new("type", nullable: false);
    private static readonly DateTimeDataField Time = new("time", DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Millis, isNullable: false);
    private static readonly DataField<string> User = new("user_key");
    private static readonly DataField<string> Item = new("item_id");
    private static readonly DataField<double?> Dwell = new("dwell_seconds");
    private static readonly DataField<double?> Value = new("value");
    private static readonly DataField<string> Session = new("session_id");
    private static readonly DataField<string> Recommendation = new("recommendation_id");
    private static readonly DataField<string> Query = new("query");
    private static readonly DataField<string> Category = new("category");
    private static readonly DataField<double?> Seconds = new("seconds");

    /// <summary>JSON object of strings; null when empty.</summary>
    private static readonly DataField<string> Context = new("context");

    /// <summary>The whole event as canonical JSON for catalogue and user events, whose fields are nested; else null.</summary>
    private static readonly DataField<string> Document = new("document");

    private static readonly ParquetSchema Schema =
        new(Id, Type, Time, User, Item, Dwell, Value, Session, Recommendation, Query, Category, Seconds, Context, Document);

    // Snappy: every engine reads it, and at these sizes it costs nothing beside the encoding.
    private static readonly ParquetOptions Options = new() { CompressionMethod = CompressionMethod.Snappy };

    /// <summary>
    /// Events in canonical order (time, then id): the same set of events is the same file, however the queue batched or ordered it.
    /// </summary>
    public static AttentionEvent[] Order(IEnumerable<AttentionEvent> events)
    {
        AttentionEvent[] ordered = [.. events];
        Array.Sort(ordered, static (a, b) =>
        {
            int byTime = a.Time.CompareTo(b.Time);
            return byTime != 0 ? byTime : string.CompareOrdinal(a.Id, b.Id);
        });
        return ordered;
    }

    /// <summary>128-bit hash of the ids: the ids name the events, so they name the segment.</summary>
    public static string ContentHash(IReadOnlyList<AttentionEvent> ordered)
    {
        var hash = new XxHash128();
        foreach (AttentionEvent @event in ordered)
        {
            hash.Append(Encoding.UTF8.GetBytes(@event.Id));
            hash.Append([0]);
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    public static async Task<byte[]> WriteAsync(IReadOnlyList<AttentionEvent> ordered)
    {
        using var stream = new MemoryStream(ordered.Count * 64 + 4096);
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(Schema, stream, Options))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync(Id, Strings(ordered, e => e.Id));
            await group.WriteAsync(Type, Strings(ordered, e => e.Type.WireName()));
            await group.WriteAsync<DateTime>(Time, ordered.Select(e => e.Time.UtcDateTime).ToArray());
            await group.WriteAsync(User, Strings(ordered, e => e.UserId));
            await group.WriteAsync(Item, Strings(ordered, e => e.ItemId));
            await group.WriteAsync<double>(Dwell, Numbers(ordered, e => e.DwellSeconds));
            await group.WriteAsync<double>(Value, Numbers(ordered, e => e.Value));
            await group.WriteAsync(Session, Strings(ordered, e => e.SessionId));
            await group.WriteAsync(Recommendation, Strings(ordered, e => e.RecommendationId));
            await group.WriteAsync(Query, Strings(ordered, e => e.Query));
            await group.WriteAsync(Category, Strings(ordered, e => e.Category));
            await group.WriteAsync<double>(Seconds, Numbers(ordered, e => e.Seconds));
            await group.WriteAsync(Context, Strings(ordered, e => e.Context.Count == 0 ? null : JsonSerializer.Serialize(e.Context)));
            await group.WriteAsync(Document, Strings(ordered, DocumentOf));
        }

        return stream.ToArray();
    }

    public static async Task<AttentionEvent[]> ReadAsync(Stream stream, string name, CancellationToken cancel)
    {
        await using ParquetReader reader = await ParquetReader.CreateAsync(stream, cancellationToken: cancel);
        var events = new List<AttentionEvent>();
        foreach (ParquetRowGroupReader group in reader.RowGroups)
        {
            int rows = checked((int)group.RowCount);
            string?[] ids = await Strings(Id), types = await Strings(Type), documents = await Strings(Document);
            string?[] users = await Strings(User), items = await Strings(Item), sessions = await Strings(Session);
            string?[] recommendations = await Strings(Recommendation), queries = await Strings(Query);
            string?[] categories = await Strings(Category), contexts = await Strings(Context);
            double?[] dwells = await Numbers(Dwell), values = await Numbers(Value), seconds = await Numbers(Seconds);
            var times = new DateTime[rows];
            await group.ReadAsync<DateTime>(Time, times, cancellationToken: cancel);

            for (int row = 0; row < rows; row++)
            {
                if (!EventTypes.TryParse(types[row], out EventType type))
                    throw new InvalidDataException($"{name}, row {row}: unknown event type '{types[row]}'.");
                events.Add(documents[row] is { } document ? Reread(document, name, row) : new AttentionEvent
                {
                    Id = ids[row]!,
                    Type = type,
                    Time = new DateTimeOffset(DateTime.SpecifyKind(times[row], DateTimeKind.Utc)),
                    UserId = users[row],
                    ItemId = items[row],
                    DwellSeconds = dwells[row],
                    Value = values[row],
                    SessionId = sessions[row],
                    RecommendationId = recommendations[row],
                    Query = queries[row],
                    Category = categories[row],
                    Seconds = seconds[row],
                    Context = contexts[row] is { } context
                        ? JsonSerializer.Deserialize<Dictionary<string, string>>(context)!
                        : AttentionEvent.EmptyContext,
                });
            }

            async Task<string?[]> Strings(DataField field)
            {
                var column = new string?[rows];
                await group.ReadAsync(field, column, cancellationToken: cancel);
                return column;
            }

            async Task<double?[]> Numbers(DataField field)
            {
                var column = new double?[rows];
                await group.ReadAsync<double>(field, column.AsMemory(), cancellationToken: cancel);
                return column;
            }
        }

        return [.. events];
    }

    private static string? DocumentOf(AttentionEvent @event) =>
        @event.Item is null && @event.User is null ? null : Encoding.UTF8.GetString(EventWriter.Write(@event));

    /// <summary>What was valid when it was stored stays valid: its time is not measured against any clock.</summary>
    private static AttentionEvent Reread(string document, string name, int row)
    {
        EventBatch batch = EventReader.Read(Encoding.UTF8.GetBytes(document), DateTimeOffset.MaxValue.AddDays(-1));
        return batch.Events.Count == 1 ? batch.Events[0] : throw new InvalidDataException(string.Create(
            CultureInfo.InvariantCulture, $"{name}, row {row}: {string.Join("; ", batch.Rejections.SelectMany(rejection => rejection.Reasons))}"));
    }

    private static string?[] Strings(IReadOnlyList<AttentionEvent> events, Func<AttentionEvent, string?> field)
    {
        var column = new string?[events.Count];
        for (int row = 0; row < column.Length; row++) column[row] = field(events[row]);
        return column;
    }

    private static double?[] Numbers(IReadOnlyList<AttentionEvent> events, Func<AttentionEvent, double?> field)
    {
        var column = new double?[events.Count];
        for (int row = 0; row < column.Length; row++) column[row] = field(events[row]);
        return column;
    }
}
