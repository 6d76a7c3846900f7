namespace AttentionFunctions.Train;

/// <summary>
/// The training set as the sequence model reads it: what a user did with one item in a row counts as one event, the one that held most
/// attention. Users lie end to end.
/// </summary>
internal sealed class SequenceExamples
{
    private readonly int[] _items;
    private readonly EventFeatures[] _features;
    private readonly float[] _costs;
    private readonly int[] _starts;

    private SequenceExamples(int[] items, EventFeatures[] features, float[] costs, int[] starts) =>
        (_items, _features, _costs, _starts) = (items, features, costs, starts);

    public int Users => _starts.Length - 1;

    public int Events => _items.Length;

    public int EventsOf(int user) => _starts[user + 1] - _starts[user];

    public static SequenceExamples Of(SequenceSet set, in SequenceScale scale)
    {
        var items = new List<int>(set.InteractionCount);
        var features = new List<EventFeatures>(set.InteractionCount);
        var costs = new List<float>(set.InteractionCount);
        var starts = new List<int>(set.Users.Length + 1) { 0 };
        var seen = new HashSet<int>();
        foreach (var user in set.Users)
        {
            seen.Clear();
            Interaction? before = null;
            for (var next = 0; next < user.Interactions.Length;)
            {
                var interaction = user.Interactions[SequenceScale.Strongest(user.Interactions, EndOfRun(user.Interactions, next), out _)];
                items.Add(interaction.Item);
                features.Add(scale.Features(interaction, before));

                // What was met before is never recommended, so there is nothing to learn from its return.
                costs.Add(seen.Add(interaction.Item) ? scale.Cost(interaction) : 0);
                before = interaction;
                next = EndOfRun(user.Interactions, next) + 1;
            }

            starts.Add(items.Count);
        }

        return new([.. items], [.. features], [.. costs], [.. starts]);
    }

    /// <summary>Events per item.</summary>
    public int[] Counts(int itemCount)
    {
        var counts = new int[itemCount];
        foreach (var item in _items)
        {
            counts[item]++;
        }

        return counts;
    }

    /// <summary>Windows of one epoch, in random order: every event but a user's last is an input once.</summary>
    public List<Window> Windows(int length, Random random)
    {
        var windows = new List<Window>();
        for (var user = 0; user < Users; user++)
        {
            var inputs = EventsOf(user) - 1;
            var start = _starts[user];
            // The cuts differ from epoch to epoch, so that every event is at times late in a window, with much to look back at.
            for (var end = inputs; end > 0;)
            {
                var count = Math.Min(end, end == inputs && inputs > length ? random.Next(length / 2, length + 1) : length);
                windows.Add(new(start + end - count, count));
                end -= count;
            }
        }

        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(windows));
        return windows;
    }

    private static int EndOfRun(Interaction[] interactions, int start)
    {
        var end = start;
        while (end + 1 < interactions.Length && interactions[end + 1].Item == interactions[start].Item)
        {
            end++;
        }

        return end;
    }

    public void AddTo(SequenceBatch batch, Window window, int length)
    {
        var at = batch.Tokens;
        for (var i = 0; i < window.Count; i++, at++)
        {
            var place = window.Start + i;
            batch.Items[at] = _items[place];
            batch.Features[at] = _features[place];
            batch.Positions[at] = length - window.Count + i;
            batch.Targets[at] = _costs[place + 1] > 0 ? _items[place + 1] : SequenceBatch.NoTarget;
            batch.Costs[at] = _costs[place + 1];
        }

        batch.Starts.Add(at);
    }
}

/// <param name="Start">First input.</param>
/// <param name="Count">Inputs; the target of each is the event after it.</param>
internal readonly record struct Window(int Start, int Count);

/// <summary>What turns interactions into features and costs, the same in training and in service.</summary>
/// <param name="MeanWeight">Attention weight of the training set's interactions, above 0.</param>
/// <param name="RealTimes">Whether its times are clock times.</param>
internal readonly record struct SequenceScale(float MeanWeight, bool RealTimes)
{
    /// <summary>An event counts at least this much of the mean as a target, however short the glance …</summary>
    private const float LeastCost = 0.1f;

    /// <summary>… and at most this much, however long the look.</summary>
    private const float MostCost = 3;

    public static SequenceScale Of(SequenceSet set)
    {
        double sum = 0;
        foreach (var user in set.Users)
        {
            foreach (var interaction in user.Interactions)
            {
                sum += Math.Max(0, interaction.Weight);
            }
        }

        return new((float)Math.Max(1e-3, sum / Math.Max(1, set.InteractionCount)), SequenceTimes.AreReal(set));
    }

    public EventFeatures Features(in Interaction interaction, in Interaction? before) => EventFeatures.Of(interaction, before, MeanWeight, RealTimes);

    public float Cost(in Interaction interaction) => Math.Clamp(interaction.Weight / MeanWeight, LeastCost, MostCost);

    /// <summary>Of a run of events with one item, ending at <paramref name="end"/>, the one that held most attention; the newest of equals.</summary>
    /// <param name="start">Where the run begins.</param>
    public static int Strongest(ReadOnlySpan<Interaction> history, int end, out int start)
    {
        var strongest = end;
        for (start = end; start > 0 && history[start - 1].Item == history[end].Item; start--)
        {
            strongest = history[start - 1].Weight > history[strongest].Weight ? start - 1 : strongest;
        }

        return strongest;
    }
}
