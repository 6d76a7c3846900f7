namespace AttentionFunctions.Local.Queue;

/// <summary>The queue's rules without durability, as plainly as they can be written.</summary>
internal sealed class QueueModel(SqliteQueueOptions options, TimeProvider time)
{
    private readonly List<Entry> active = [];
    private readonly List<Entry> dead = [];
    private long sent;

    private DateTimeOffset Now => time.GetUtcNow();

    public void Send(IEnumerable<string> ids) => active.AddRange(ids.Select(id => new Entry { Id = id, Sequence = sent++, VisibleFrom = Now }));

    public List<(string Id, int DeliveryCount)> Receive(int max, Guid token)
    {
        List<Entry> taken = [];
        // Exhausted messages leave while the receiver looks for live ones; what lies behind the last look stays for the next.
        while (taken.Count == 0)
        {
            List<Entry> visible = [.. active.Where(entry => entry.VisibleFrom <= Now).Take(max)];
            if (visible.Count == 0) break;
            foreach (Entry exhausted in visible.Where(entry => entry.Deliveries >= options.MaxDeliveryCount)) Bury(exhausted);
            taken = [.. visible.Where(active.Contains)];
        }

        foreach (Entry entry in taken)
        {
            entry.Deliveries++;
            entry.Token = token;
            entry.VisibleFrom = Now + options.LockDuration;
        }

        return [.. taken.Select(entry => (entry.Id, entry.Deliveries))];
    }

    public int Complete(IEnumerable<LockedMessage> messages) => Settle(messages, entry => active.Remove(entry));

    public int Abandon(IEnumerable<LockedMessage> messages, int seconds) => Settle(messages, entry =>
    {
        entry.Token = default;
        entry.VisibleFrom = Now.AddSeconds(seconds);
        if (entry.Deliveries >= options.MaxDeliveryCount) Bury(entry);
    });

    public int DeadLetter(IEnumerable<LockedMessage> messages) => Settle(messages, Bury);

    public int Renew(IEnumerable<LockedMessage> messages) => Settle(messages, entry => entry.VisibleFrom = Now + options.LockDuration);

    public int Resubmit()
    {
        int moved = dead.Count;
        // Dead letters are kept by sequence, not by the time of burial; one that was sent again before has a new sequence.
        Send(dead.OrderBy(entry => entry.Sequence).Select(entry => entry.Id).ToList());
        dead.Clear();
        return moved;
    }

    public QueueCounts Count() => new(active.Count, active.Count(entry => entry.VisibleFrom > Now), dead.Count);

    private void Bury(Entry entry)
    {
        active.Remove(entry);
        dead.Add(entry);
    }

    private int Settle(IEnumerable<LockedMessage> messages, Action<Entry> settle)
    {
        int held = 0;
        foreach (LockedMessage message in messages)
        {
            Entry? entry = active.Find(entry => entry.Id == message.Message.MessageId && entry.Token == message.Lock && entry.VisibleFrom > Now);
            if (entry is null) continue;
            settle(entry);
            held++;
        }

        return held;
    }

    private sealed class Entry
    {
        public required string Id { get; init; }
        public required long Sequence { get; init; }
        public required DateTimeOffset VisibleFrom { get; set; }
        public int Deliveries { get; set; }
        public Guid Token { get; set; }
    }
}
