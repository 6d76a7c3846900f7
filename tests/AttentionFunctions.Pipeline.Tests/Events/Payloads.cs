using System.Text;
using Xunit;

namespace AttentionFunctions.Events;

/// <summary>Reads text as it would arrive at a fixed moment.</summary>
internal static class Payloads
{
    public static readonly DateTimeOffset Received = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    public const string View = """{"id":"e-1","type":"view","userId":"u-17","itemId":"i-42","time":"2026-11-23T20:41:00Z","dwellSeconds":37.5}""";

    public static EventBatch Read(string payload) => EventReader.Read(Encoding.UTF8.GetBytes(payload), Received);

    public static AttentionEvent ReadOne(string payload)
    {
        EventBatch batch = Read(payload);
        Assert.Empty(batch.Rejections.SelectMany(rejection => rejection.Reasons));
        return Assert.Single(batch.Events);
    }

    /// <summary>The reasons of the one event of a payload, which is rejected.</summary>
    public static IReadOnlyList<string> ReasonsOf(string payload)
    {
        EventBatch batch = Read(payload);
        Assert.Empty(batch.Events);
        return Assert.Single(batch.Rejections).Reasons;
    }

    public static string Text(this Rejection rejection) => Encoding.UTF8.GetString(rejection.Original.Span);
}
