using System.Collections.Concurrent;
using AttentionFunctions.Local.Queue;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>The messages that are out under locks of their own, by lock token.</summary>
internal sealed class HeldMessages(TimeProvider time)
{
    private const int KeptBeforeSweep = 4096;

    private readonly ConcurrentDictionary<Guid, HeldMessage> held = new();
    private int sweepAt = KeptBeforeSweep;

    /// <param name="among">Where they were received.</param>
    public IReadOnlyList<BrokeredDelivery> Hold(IReadOnlyList<BrokeredDelivery> received, BrokeredMessages among)
    {
        foreach (BrokeredDelivery delivery in received) held[delivery.Locked.Lock] = new HeldMessage(delivery, among);
        if (held.Count >= sweepAt) Sweep();
        return received;
    }

    /// <summary>A message to be settled, which is then held no more; null when it is not held.</summary>
    public HeldMessage? Take(Guid token) => held.TryRemove(token, out HeldMessage? mine) ? mine : null;

    /// <returns>Until when the lock now holds; null when it was no longer held.</returns>
    public DateTimeOffset? Renew(Guid token)
    {
        if (!held.TryGetValue(token, out HeldMessage? mine) || mine.Among.Renew(mine.Delivery.Locked) is not { } renewed) return null;
        held.TryUpdate(token, mine with { Delivery = mine.Delivery with { Locked = renewed } }, mine);
        return renewed.LockedUntil;
    }

    public void RenewAll()
    {
        foreach (Guid token in held.Keys) Renew(token);
    }

    public void AbandonAll()
    {
        foreach (Guid token in held.Keys)
            if (Take(token) is { } mine) mine.Among.Abandon(mine.Delivery.Locked);
    }

    /// <summary>Forgets locks that ended without a word of their holders.</summary>
    private void Sweep()
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach ((Guid token, HeldMessage mine) in held)
            if (mine.Delivery.Locked.LockedUntil <= now) held.TryRemove(token, out _);
        sweepAt = Math.Max(KeptBeforeSweep, held.Count * 2);
    }
}

/// <param name="Among">Where it was received, and is to be settled.</param>
internal sealed record HeldMessage(BrokeredDelivery Delivery, BrokeredMessages Among);
