namespace AttentionFunctions.Train;

/// <summary>The rows of XᵀX and YᵀX over some of the items. A row is summed in the order of users and so is the same on any number of threads.</summary>
/// <param name="items">Items of the system, ascending; row and column i stand for <c>items[i]</c>.</param>
internal sealed class PairSums(SequenceSet set, int[] items, LinearOptions options)
{
    private readonly Occurrences _occurrences = Occurrences.Of(set);
    private readonly PairKernel _kernel = new(options);
    private readonly RelativeWeight _weight = RelativeWeight.Of(set, options.WeightFloor);
    private readonly int[] _columns = Columns(set.ItemIds.Length, items);

    /// <summary>Row <paramref name="i"/> of XᵀX up to the diagonal.</summary>
    /// <param name="row">Cleared.</param>
    public void AddHistory(int i, Span<float> row)
    {
        foreach (var (user, position) in _occurrences.Of(items[i]))
        {
            // At the last event of a user no answer is to come.
            var events = set.Users[user].Interactions;
            var last = events.Length - 2;
            for (var other = Math.Max(0, position - options.Window); other <= Math.Min(last, position + options.Window) && position <= last; other++)
            {
                if (_columns[events[other].Item] is >= 0 and var column && column <= i)
                {
                    row[column] += Weight(events, position, other) * _kernel.History(Math.Abs(position - other), last - Math.Max(position, other));
                }
            }
        }
    }

    /// <summary>Row <paramref name="i"/> of YᵀX: what came before that item. Its own earlier occurrences say nothing about what is new.</summary>
    /// <param name="row">Cleared.</param>
    public void AddAnswers(int i, Span<float> row)
    {
        foreach (var (user, position) in _occurrences.Of(items[i]))
        {
            var events = set.Users[user].Interactions;
            for (var source = Math.Max(0, position - options.Window); source < position; source++)
            {
                if (_columns[events[source].Item] is >= 0 and var column && column != i)
                {
                    row[column] += Weight(events, position, source) * _kernel.Answer(position - source);
                }
            }
        }
    }

    private float Weight(Interaction[] events, int one, int other) => _weight.Of(events[one].Weight) * _weight.Of(events[other].Weight);

    private static int[] Columns(int itemCount, int[] items)
    {
        var columns = new int[itemCount];
        Array.Fill(columns, -1);
        for (var i = 0; i < items.Length; i++)
        {
            columns[items[i]] = i;
        }

        return columns;
    }
}
