namespace AttentionFunctions.Plan;

internal static class Dependencies
{
    /// <summary>Ids along a cycle, the first one again at the end; null when there is none.</summary>
    public static IReadOnlyList<string>? Cycle(IReadOnlyList<PlanTask> tasks)
    {
        var byId = tasks.ToDictionary(task => task.Id, StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string>();
        foreach (PlanTask task in tasks)
            if (Visit(task.Id) is { } cycle) return cycle;
        return null;

        // At most as deep as there are tasks, of which there are a hundred.
        List<string>? Visit(string id)
        {
            int at = path.IndexOf(id);
            if (at >= 0) return [.. path[at..], id];
            if (!done.Add(id)) return null;
            path.Add(id);
            foreach (string before in byId[id].After ?? [])
                if (Visit(before) is { } cycle) return cycle;
            path.RemoveAt(path.Count - 1);
            return null;
        }
    }
}
