using System.Globalization;
using System.Text;

namespace AttentionFunctions.Local.Simulate;

/// <summary>What a faulty sender sends: each payload is rejected as a whole and shows one kind of mistake.</summary>
internal static class BadPayloads
{
    /// <param name="end">A time at which well-formed events are still accepted.</param>
    public static IReadOnlyList<byte[]> At(DateTimeOffset end)
    {
        string time = Text(end.AddMinutes(-5));
        string future = Text(end.AddDays(400));
        return
        [
            .. new[]
            {
                $$"""{"id":"bad-1","type":"view","itemId":"item-0001","time":"{{time}}"}""",
                $$"""{"id":"bad-2","type":"view","userId":"user-0001","itemId":"item-0001","time":"{{future}}"}""",
                $$"""{"id":"bad-3","type":"view","userId":"user-0001","itemId":""",
                $$"""{"id":"bad-4","type":"teleport","userId":"user-0001","itemId":"item-0001","time":"{{time}}"}""",
                $$"""{"id":"bad-5","type":"view","userId":"user-0001","itemId":"item-0001","time":"{{time}}","dwellSeconds":"a while"}""",
                $$"""{"id":"{{new string('x', 300)}}","type":"click","userId":"user-0001","itemId":"item-0001","time":"{{time}}"}""",
                "{}",
                $$"""{"id":"bad-8","type":"rate","userId":"user-0001","itemId":"item-0001","time":"{{time}}"}""",
            }.Select(Encoding.UTF8.GetBytes),
        ];
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
