using Microsoft.Data.Sqlite;

namespace AttentionFunctions.Local.Queue;

/// <summary>Rows of the tables of messages as deliveries.</summary>
internal static class BrokeredRows
{
    /// <summary>Those that receivers get next, or that were scheduled.</summary>
    public const string Messages = "messages";

    /// <summary>Those that receivers put aside, to be had by sequence number only.</summary>
    public const string Deferred = "deferred";

    public const string DeadLetters = "dead_letters";

    /// <summary>A message that was never handed out and is not visible is scheduled.</summary>
    private const string IsScheduled = "(delivery_count = 0 AND visible_from > @now)";

    /// <summary>The columns that <see cref="ReadDeliveries"/> reads, with the parameter <c>@now</c>.</summary>
    public static string ColumnsOf(string table)
    {
        string cause = table == DeadLetters ? "reason, description" : "NULL, NULL";
        string state = table switch
        {
            Messages => $"{(int)MessageState.Scheduled} * {IsScheduled}",
            Deferred => $"{(int)MessageState.Deferred}",
            _ => $"{(int)MessageState.Active}",
        };
        return $"sequence, delivery_count, {cause}, envelope, enqueued, message_id, body, {state}";
    }

    /// <summary>All rows, each under a lock token of its own and with this delivery counted.</summary>
    public static List<BrokeredDelivery> ReadDeliveries(this SqliteDataReader rows, DateTimeOffset lockedUntil)
    {
        List<BrokeredDelivery> found = [];
        using (rows)
        {
            while (rows.Read())
            {
                var locked = new LockedMessage(rows.GetInt64(0), Guid.NewGuid(), lockedUntil, rows.GetInt32(1) + 1, rows.GetMessage(5));
                found.Add(new BrokeredDelivery(
                    locked, rows.IsDBNull(4) ? null : rows.GetFieldValue<byte[]>(4), rows.GetText(2), rows.GetText(3), (MessageState)rows.GetInt32(8)));
            }
        }

        return found;
    }
}
