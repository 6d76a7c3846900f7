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
            foreach (var interaction in SequenceScale.Distinct(user.Interactions))
            {
                items.Add(interaction.Item);
                features.Add(scale.Features(interaction, before));

                // What was met before is never recommended, so there is nothing to learn from its return.
                costs.Add(seen.Add(interaction.Item) ? scale.Cost(interaction) : 0);
                before = interaction;
            }

            starts.Add(items.Count);
        }

        return new([.. items], [.. features], [.. costs], [.. starts]);
    }

    /// <summary>Windows of one epoch, in random order: every event but a user's last is an input once, or only those of the newest window.</summary>
    public List<Window> Windows(int length, bool all, Random random)
    {
        var windows = new List<Window>();
        for (var user = 0; user < Users; user++)
        {
            var inputs = EventsOf(user) - 1;
            var start = _starts[user];
            if (inputs < 1)
            {
                continue;
            }

            if (inputs <= length || !all)
            {
                windows.Add(new(start + Math.Max(0, inputs - length), Math.Min(inputs, length)));
                continue;
            }

            // The cuts differ from epoch to epoch, so that every event is at times late in a window, with much to look back at.
            for (var end = inputs; end > 0;)
            {
                var count = Math.Min(end, end == inputs ? random.Next(length / 2, length + 1) : length);
                windows.Add(new(start + end - count, count));
                end -= count;
            }
        }

        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(windows));
        return windows;
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

    /// <summary>Runs of one item become their event of most attention.</summary>
    public static IEnumerable<Interaction> Distinct(IEnumerable<Interaction> interactions)
    {
        Interaction? held = null;
        foreach (var interaction in interactions)
        {
            if (held is { } before && before.Item != interaction.Item)
            {
                yield return before;
                held = interaction;
            }
            else if (held is null || interaction.Weight >= held.Value.Weight)
            {
                held = interaction;
            }
        }

        if (held is { } last)
        {
            yield return last;
        }
    }
}
