using System.Runtime.InteropServices;

namespace AttentionFunctions.Rank;

/// <summary>Which positions have which label: each distinct label once, with its positions in ascending order.</summary>
internal sealed class Postings
{
    private readonly Dictionary<string, List<int>> _positions;

    /// <param name="labelsAt">Of a position; the same label twice counts once.</param>
    public Postings(int count, Func<int, IEnumerable<string>> labelsAt, StringComparer comparer)
    {
        _positions = new Dictionary<string, List<int>>(comparer);
        for (int position = 0; position < count; position++)
            foreach (string label in labelsAt(position))
            {
                ref List<int>? positions = ref CollectionsMarshal.GetValueRefOrAddDefault(_positions, label, out _);
                positions ??= [];
                if (positions.Count == 0 || positions[^1] != position) positions.Add(position);
            }
    }

    public IReadOnlyCollection<string> Labels => _positions.Keys;

    /// <summary>Empty when nothing has this label.</summary>
    public ReadOnlySpan<int> Of(string label) => CollectionsMarshal.AsSpan(_positions.GetValueOrDefault(label));
}
