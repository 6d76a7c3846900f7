using AttentionFunctions.Catalogue;

namespace AttentionFunctions.Rank;

/// <summary>Which items may be shown to anybody at a time: not removed, not hidden, published, not expired.</summary>
/// <remarks>The set changes only when an item's time comes, so it is kept from one such moment to the next.</remarks>
internal sealed class ItemAvailability(ItemIndex items)
{
    private volatile Stretch? _kept;

    /// <summary>Why nobody sees the item now; null when nothing stands against it. An item that only events speak of has nothing that forbids it.</summary>
    public static string? Obstacle(ItemHead? item, DateTimeOffset now) => item switch
    {
        null => null,
        { Removed: true } => "It was removed.",
        { Hidden: true } => "It is hidden.",
        { ExpiresAt: { } expires } when expires <= now => $"It expired at {expires:u}.",
        { PublishedAt: { } published } when published > now => $"It will be published at {published:u}.",
        _ => null,
    };

    /// <summary>Shared: not to be changed.</summary>
    public ReadOnlySpan<ulong> At(DateTimeOffset now)
    {
        Stretch? kept = _kept;
        if (kept is null || now < kept.From || now >= kept.Until) _kept = kept = Compute(now);
        return kept.Words;
    }

    private Stretch Compute(DateTimeOffset now)
    {
        var words = new ulong[Bits.Words(items.Count)];
        DateTimeOffset from = DateTimeOffset.MinValue, until = DateTimeOffset.MaxValue;
        for (int position = 0; position < items.Count; position++)
        {
            ItemHead? item = items.HeadAt(position);
            if (Obstacle(item, now) is null) words[position / Bits.PerWord] |= 1UL << (position % Bits.PerWord);
            if (item is not { Removed: false, Hidden: false } shown) continue;
            Narrow(shown.PublishedAt);
            Narrow(shown.ExpiresAt);
        }

        return new Stretch(words, from, until);

        void Narrow(DateTimeOffset? moment)
        {
            if (moment is not { } change) return;
            if (change <= now && change > from) from = change;
            if (change > now && change < until) until = change;
        }
    }

    private sealed record Stretch(ulong[] Words, DateTimeOffset From, DateTimeOffset Until);
}
