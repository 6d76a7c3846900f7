using AttentionFunctions.Events;

namespace AttentionFunctions.Local.Simulate;

/// <summary>A believable catalogue, the people who use it and everything they did in a period; nothing of it is real.</summary>
/// <remarks>
/// Made so that there is something to learn: tastes that drift, series that are followed, daily rhythms, lengths that hold, popularity
/// with a long tail, and cold items.
/// </remarks>
internal sealed class Population
{
    private Population(
        IReadOnlyList<SimulatedItem> items, IReadOnlyList<SimulatedUser> users, IReadOnlyList<AttentionEvent> events,
        IReadOnlyList<byte[]> badPayloads)
    {
        Items = items;
        Users = users;
        Events = events;
        BadPayloads = badPayloads;
    }

    public IReadOnlyList<SimulatedItem> Items { get; }

    public IReadOnlyList<SimulatedUser> Users { get; }

    /// <summary>Valid events in order of time; an item's <c>item.upserted</c> is before all that happens to it.</summary>
    public IReadOnlyList<AttentionEvent> Events { get; }

    /// <summary>Raw payloads that are to end in quarantine.</summary>
    public IReadOnlyList<byte[]> BadPayloads { get; }

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static Population Generate(SimulationOptions options)
    {
        options.Validate();
        Random random = new(options.Seed);
        IReadOnlyList<SimulatedItem> items = new Catalogue(options, random).Draw();
        IReadOnlyList<SimulatedUser> users = Crowd.Draw(options.Users, random);
        Happenings happenings = new(options.End.AddDays(-options.Days), options.End);
        foreach (SimulatedItem item in items)
        {
            happenings.Add(new AttentionEvent
            {
                Id = "",
                Type = EventType.ItemUpserted,
                Time = item.UpsertedAt,
                ItemId = item.Id,
                Item = item.Fields,
            });
        }

        Shelf shelf = new(items);
        foreach (SimulatedUser user in users)
        {
            new Visitor(user, shelf, happenings, options.StrayShare, random).Live();
            if (user.TracksFocus)
            {
                new Worker(user, happenings, random).Live();
            }
        }

        return new Population(items, users, happenings.InOrder(), Simulate.BadPayloads.At(options.End));
    }
}
