using System.Runtime.InteropServices;

namespace AttentionFunctions.Plan;

/// <summary>
/// Real plans, part after part along the paths of a graph: a label is the best way to have done so much of every item by a moment. One from
/// which the graph leads to nothing better than the best known plan is not continued. With a width, the best labels of each moment by that
/// measure are: a beam, which finds good plans; if nothing had to be left out, what it found is proven to be the best.
/// </summary>
internal sealed class PlanLabels
{
    private readonly PricedCase _priced;
    private readonly PlanCase _plans;
    private readonly PlanTally _tally;
    private readonly ProgressRules _rules;
    private readonly DayGraph _graph;

    // By moment: items that can no longer be placed, and what the prices had promised for each.
    private readonly List<int>[] _closing;
    private readonly List<Label>[] _at;
    private readonly Dictionary<(int Node, Progress), int>[] _index;
    private readonly double[] _floor;
    private readonly List<Label> _kept = [];
    private int _width;
    private bool _isCut;

    /// <param name="graph">What <see cref="DayGraph.Keep"/> has returned for the profits of the case.</param>
    public PlanLabels(PricedCase priced, PlanTally tally, DayGraph graph)
    {
        (_priced, _plans, _tally, _graph) = (priced, priced.Plans, tally, graph);
        _rules = new ProgressRules(_plans, tally, PathMemory.OfAll(_plans.Problem));
        _at = [.. Enumerable.Range(0, graph.End + 1).Select(_ => new List<Label>())];
        _index = [.. _at.Select(_ => new Dictionary<(int, Progress), int>())];
        _floor = new double[_at.Length];
        _closing = [.. _at.Select(_ => new List<int>())];
        var last = new int[_plans.Finished.Length];
        Array.Fill(last, graph.Nodes[0].Slot - 1);
        foreach (DayArc arc in graph.Arcs)
            if (arc.Place >= 0 && graph.Places[arc.Place] is var place) last[place.Item] = Math.Max(last[place.Item], place.Start);
        for (int item = 0; item < last.Length; item++) _closing[last[item] + 1].Add(item);
    }

    /// <summary>Labels made by the last search.</summary>
    public long Count { get; private set; }

    /// <param name="floor">Of interest is what scores at least so much.</param>
    /// <param name="width">Labels of one moment that are continued.</param>
    /// <returns>The best plan, if one scores so much, and whether there is no better one.</returns>
    public (List<Chunk>? Plan, bool IsProven) Search(double floor, int width, WorkBudget budget)
    {
        (_width, _isCut) = (width, false);
        Array.Fill(_floor, floor - _priced.Constant);
        int begin = _graph.Nodes[0].Slot;
        var first = new Label { Parent = -1, Place = -1, Bound = _graph.RestOf(0) };
        if (Passes(ref first, begin - 1, begin)) Add(begin, first);
        long owed = Enumerable.Range(0, _plans.Finished.Length).Sum(_plans.Owed);
        (int best, double most) = (-1, floor);
        for (int slot = begin; slot <= _graph.End; slot++)
        {
            if (budget.IsTimeOver) return (null, false);
            List<Label> labels = _at[slot];
            _index[slot].Clear();
            Dominate(labels);
            if (labels.Count > width) Cut(labels, width);
            foreach (Label label in labels)
            {
                _kept.Add(label);
                if (slot < _graph.End) Continue(label, _kept.Count - 1);
                else if (label.Score - owed >= most) (best, most) = (_kept.Count - 1, label.Score - owed);
            }

            labels.Clear();
        }

        return (best < 0 ? null : PlanOf(best), !_isCut);
    }

    private List<Chunk> PlanOf(int label)
    {
        var plan = new List<Chunk>();
        for (; label >= 0; label = _kept[label].Parent)
            if (_kept[label].Place >= 0) plan.Add(_graph.Places[_kept[label].Place]);
        plan.Reverse();
        return plan;
    }

    private void Continue(Label label, int id)
    {
        foreach (ref readonly DayArc arc in _graph.From(label.Node))
        {
            double value = label.Priced + DayGraph.Value(arc, _priced.Profits), bound = value + _graph.RestOf(arc.To);
            int slot = _graph.Nodes[arc.To].Slot;
            if (bound < _floor[slot]) continue;
            var next = new Label { Node = arc.To, Priced = value, Bound = bound, Score = label.Score + arc.Refund, Parent = id, Place = arc.Place };
            if (arc.Place < 0)
            {
                next.Progress = _rules.Arrive(label.Progress, slot);
            }
            else
            {
                if (!_rules.TryPlace(label.Progress, _graph.Places[arc.Place], out next.Progress, out long earned)) continue;
                next.Score += PlanScore.GainOf(_plans.Problem, _graph.Places[arc.Place]) + earned;
            }

            if (Passes(ref next, _graph.Nodes[label.Node].Slot, slot)) Add(slot, next);
        }
    }

    private void Add(int slot, in Label label)
    {
        List<Label> labels = _at[slot];
        Count++;
        ref int at = ref CollectionsMarshal.GetValueRefOrAddDefault(_index[slot], (label.Node, label.Progress), out bool isKnown);
        if (isKnown)
        {
            if (label.Score > labels[at].Score) labels[at] = label;
            return;
        }

        at = labels.Count;
        labels.Add(label);
        if (labels.Count < 4L * _width) return;
        Cut(labels, 2 * _width);
        _floor[slot] = labels[^1].Bound;
        _index[slot].Clear();
        for (int i = 0; i < labels.Count; i++) _index[slot][(labels[i].Node, labels[i].Progress)] = i;
    }

    private void Cut(List<Label> labels, int count)
    {
        _isCut = true;
        labels.Sort((a, b) => b.Bound.CompareTo(a.Bound));
        labels.RemoveRange(count, labels.Count - count);
    }

    /// <summary>
    /// Where an item can no longer be placed, what it was promised for gives way to what it has earned. False where it should have been
    /// finished, or the rest is not good enough.
    /// </summary>
    private bool Passes(ref Label label, int after, int until)
    {
        for (int slot = after + 1; slot <= until; slot++)
        {
            foreach (int item in _closing[slot])
            {
                if (_plans.Finished[item] && !_tally.IsFinished(label.Progress.Done, item)) return false;
                if (_priced.Memory.Holds(item)) continue;
                double earned = _priced.Prices.Earned(_plans, item, _tally.SlotsOf(label.Progress.Done, item));
                double change = earned - _priced.Prices.Promised(_priced.Memory, _plans, item);
                label.Priced += change;
                label.Bound += change;
            }
        }

        return label.Bound >= _floor[until];
    }

    /// <summary>Takes out labels that another one can follow in everything, at no less.</summary>
    private void Dominate(List<Label> labels)
    {
        if (labels.Count < 2) return;
        labels.Sort((a, b) => a.Progress.Done.CompareTo(b.Progress.Done) is not 0 and var order ? order : b.Score.CompareTo(a.Score));
        int kept = 0, group = 0;
        Span<Label> all = CollectionsMarshal.AsSpan(labels);
        foreach (ref Label label in all)
        {
            if (kept == 0 || all[kept - 1].Progress.Done != label.Progress.Done) group = kept;
            bool isDominated = false;
            for (int other = group; other < kept && !isDominated; other++) isDominated = Dominates(all[other], label);
            if (!isDominated) all[kept++] = label;
        }

        labels.RemoveRange(kept, labels.Count - kept);
    }

    /// <summary>Of two that have done the same, the first with no less points.</summary>
    private bool Dominates(in Label one, in Label other)
    {
        DayNode a = _graph.Nodes[one.Node], b = _graph.Nodes[other.Node];
        if (a.Run > b.Run || one.Progress.Deep > other.Progress.Deep || one.Progress.Filled > other.Progress.Filled) return false;
        if (a.Kind == b.Kind) return true;
        if (_graph.Kinds.IsPart(a.Kind)) return false;
        int category = _graph.Kinds.CategoryOf(b.Kind);
        return category == 0 || category == _graph.Kinds.CategoryOf(a.Kind) || one.Score >= other.Score + _plans.Problem.Refund;
    }

    private struct Label
    {
        public Progress Progress;
        public double Priced, Bound;
        public long Score;
        public int Node, Parent, Place;
    }
}
