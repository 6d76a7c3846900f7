using System.Runtime.InteropServices;

namespace AttentionFunctions.Train;

/// <summary>
/// How often an item followed another within a window: sparse rows, each sorted by item. A step from an item to itself
/// says nothing about what to show next and is not counted.
/// </summary>
/// <param name="offsets">Row i is <c>[offsets[i], offsets[i + 1])</c>; items + 1 entries.</param>
/// <param name="successors">Item indices.</param>
/// <param name="counts">Weighted counts, parallel to <paramref name="successors"/>.</param>
/// <param name="rowSums">Sum of a row before it was cut to its heaviest successors.</param>
public sealed class TransitionCounts(ReadOnlyMemory<int> offsets, ReadOnlyMemory<int> successors, ReadOnlyMemory<float> counts, ReadOnlyMemory<float> rowSums)
{
    public int ItemCount => rowSums.Length;

    internal ReadOnlySpan<int> Offsets => offsets.Span;

    internal ReadOnlySpan<int> Successors => successors.Span;

    internal ReadOnlySpan<float> Counts => counts.Span;

    internal ReadOnlySpan<float> RowSums => rowSums.Span;

    public ReadOnlySpan<int> SuccessorsOf(int item) => successors.Span[RowOf(item)];

    public ReadOnlySpan<float> CountsOf(int item) => counts.Span[RowOf(item)];

    public float RowSum(int item) => rowSums.Span[item];

    /// <summary>0 when <paramref name="next"/> never followed, or too rarely to be kept.</summary>
    public float Count(int item, int next)
    {
        var at = SuccessorsOf(item).BinarySearch(next);
        return at < 0 ? 0 : CountsOf(item)[at];
    }

    public static TransitionCounts Fit(SequenceSet set, MarkovOptions options, CancellationToken cancel = default)
    {
        OptionRanges.Check(options);
        var occurrences = Occurrences.Of(set);
        var rows = new (int[] Successors, float[] Counts, float Sum)[set.ItemIds.Length];
        Parallel.For(0, rows.Length, new() { CancellationToken = cancel }, () => new RowScratch(rows.Length), (item, _, scratch) =>
        {
            rows[item] = Row(set, occurrences, item, options, scratch);
            return scratch;
        }, _ => { });

        var offsets = new int[rows.Length + 1];
        for (var i = 0; i < rows.Length; i++)
        {
            offsets[i + 1] = checked(offsets[i] + rows[i].Successors.Length);
        }

        return new(offsets, rows.SelectMany(row => row.Successors).ToArray(), rows.SelectMany(row => row.Counts).ToArray(), Array.ConvertAll(rows, row => row.Sum));
    }

    private Range RowOf(int item) => offsets.Span[item]..offsets.Span[item + 1];

    private static (int[] Successors, float[] Counts, float Sum) Row(SequenceSet set, Occurrences occurrences, int item, MarkovOptions options, RowScratch scratch)
    {
        float sum = 0;
        foreach (var (user, position) in occurrences.Of(item))
        {
            var interactions = set.Users[user].Interactions;
            var end = Math.Min(interactions.Length - 1, position + options.Window);
            for (var i = position + 1; i <= end; i++)
            {
                if (interactions[i].Item != item)
                {
                    var weight = options.WeightByDistance ? 1f / (i - position) : 1;
                    sum += weight;
                    scratch.Add(interactions[i].Item, weight);
                }
            }
        }

        var (successors, counts) = scratch.Take(options.MaxSuccessors);
        return (successors, counts, sum);
    }

    /// <summary>Dense sums and the list of what was touched, so that clearing costs what filling did.</summary>
    private sealed class RowScratch(int items)
    {
        private readonly float[] _sums = new float[items];
        private readonly List<int> _touched = [];

        public void Add(int item, float weight)
        {
            if (_sums[item] == 0)
            {
                _touched.Add(item);
            }

            _sums[item] += weight;
        }

        public (int[] Successors, float[] Counts) Take(int most)
        {
            if (_touched.Count > most)
            {
                // Equal weights fall back to the index, so that the result does not depend on the order of users.
                _touched.Sort((a, b) => _sums[a] != _sums[b] ? _sums[b].CompareTo(_sums[a]) : a.CompareTo(b));
            }

            int[] kept = [.. CollectionsMarshal.AsSpan(_touched)[..Math.Min(most, _touched.Count)]];
            Array.Sort(kept);
            var counts = Array.ConvertAll(kept, item => _sums[item]);
            foreach (var item in _touched)
            {
                _sums[item] = 0;
            }

            _touched.Clear();
            return (kept, counts);
        }
    }
}
