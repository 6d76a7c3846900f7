using AttentionFunctions.Events;
using CsCheck;

namespace AttentionFunctions.Train;

/// <summary>Training sets for tests: arbitrary ones, and planted ones that a model can learn.</summary>
internal static class Sequences
{
    /// <summary>2026-01-01, so that times are clock times.</summary>
    public const long StartMs = 1_767_225_600_000;

    /// <summary>Up to 12 items and 15 users, repeats and single events included.</summary>
    public static Gen<SequenceSet> Small { get; } =
        from items in Gen.Int[2, 12]
        from users in Gen.Int[0, items - 1].Array[1, 9].Array[2, 15]
        select Of(items, users);

    public static SequenceSet Of(int items, params int[][] users) => new(
        [.. Enumerable.Range(0, items).Select(item => $"item{item:D3}")],
        [.. users.Select((sequence, user) => new UserSequence($"user{user:D4}", Events(sequence)))]);

    /// <summary>Everybody starts somewhere on a ring of items and steps on by one, now and then by chance.</summary>
    public static SequenceSet Ring(int users, int items, int length, double chance, int seed)
    {
        var random = new Random(seed);
        return Of(items, [.. Enumerable.Range(0, users).Select(_ => Walk(random, items, length, chance))]);
    }

    public static Interaction[] Events(params int[] items) =>
        [.. items.Select((item, step) => new Interaction(item, EventType.View, 1 + item % 3, StartMs + step * 60_000L))];

    private static int[] Walk(Random random, int items, int length, double chance)
    {
        var at = random.Next(items);
        var walk = new int[length];
        for (var i = 0; i < length; i++)
        {
            walk[i] = at;
            at = random.NextDouble() < chance ? random.Next(items) : (at + 1) % items;
        }

        return walk;
    }
}
