namespace AttentionFunctions.Decide;

/// <summary>Whether every slot can still get an action of its own: a matching of slots and actions, by augmenting paths (Kuhn 1955).</summary>
internal static class SlotFilling
{
    /// <param name="open">Actions that each remaining slot may show.</param>
    /// <param name="taken">An action that is gone.</param>
    public static bool IsPossible(ReadOnlySpan<List<int>> open, int taken)
    {
        var slotOf = new Dictionary<int, int>();
        for (int slot = 0; slot < open.Length; slot++)
        {
            if (!TryPlace(slot, open, slotOf, [taken])) return false;
        }

        return true;
    }

    private static bool TryPlace(int slot, ReadOnlySpan<List<int>> open, Dictionary<int, int> slotOf, HashSet<int> visited)
    {
        foreach (int action in open[slot])
        {
            if (!visited.Add(action)) continue;
            if (!slotOf.TryGetValue(action, out int other) || TryPlace(other, open, slotOf, visited))
            {
                slotOf[action] = slot;
                return true;
            }
        }

        return false;
    }
}
