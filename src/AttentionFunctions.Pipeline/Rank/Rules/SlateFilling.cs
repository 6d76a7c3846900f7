namespace AttentionFunctions.Rank;

/// <summary>Fills a slate from the best item down, with pins in their places and caps kept.</summary>
internal static class SlateFilling
{
    /// <param name="ranked">Positions that may be shown, best first; more than are wanted where caps may refuse some.</param>
    /// <param name="count">Places.</param>
    /// <param name="refused">Told of every item that a cap keeps from a place it would have had.</param>
    /// <returns>Positions; fewer than wanted when there are no more. Pins whose place is then past the end follow directly.</returns>
    public static IReadOnlyList<int> Fill(IEnumerable<int> ranked, CompiledRules rules, int count, Action<int, RuleEffect>? refused = null)
    {
        CapCounter caps = rules.CountCaps(count);
        var pins = new Queue<ResolvedPin>(rules.Pins.Where(pin => pin.Slot <= count));
        HashSet<int> pinned = [.. pins.Select(pin => pin.Position)];
        var slate = new List<int>(count);
        foreach (int position in ranked)
        {
            TakeDuePins();
            if (slate.Count == count) return slate;
            if (pinned.Contains(position)) continue;
            if (caps.Obstacle(position) is { } obstacle) refused?.Invoke(position, obstacle);
            else Take(position);
        }

        while (slate.Count < count && pins.TryDequeue(out ResolvedPin pin)) Take(pin.Position);
        return slate;

        void TakeDuePins()
        {
            while (pins.TryPeek(out ResolvedPin pin) && pin.Slot == slate.Count + 1) Take(pins.Dequeue().Position);
        }

        void Take(int position)
        {
            caps.Take(position);
            slate.Add(position);
        }
    }
}
