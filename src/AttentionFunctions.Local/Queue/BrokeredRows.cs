using Microsoft.Data.Sqlite;

namespace AttentionFunctions.Local.Queue;

/// <summary>Rows of messages and of dead letters as deliveries.</summary>
internal static class BrokeredRows
{
    /// <summary>The columns that <see cref="ReadDeliveries"/> reads.</summary>
    public const string OfMessages = "sequence, delivery_count, NULL, NULL, envelope, enqueued, message_id, body";

    /// <inheritdoc cref="OfMessages"/>
    public const string OfDeadLetters = "sequence, delivery_count, reason, description, envelope, enqueued, message_id, body";

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
                    locked, rows.IsDBNull(4) ? null : rows.GetFieldValue<byte[]>(4), rows.GetText(2), rows.GetText(3)));
            }
        }

        return found;
    }
}
