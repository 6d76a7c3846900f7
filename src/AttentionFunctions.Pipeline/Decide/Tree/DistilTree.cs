using System.Globalization;

namespace AttentionFunctions.Decide;

/// <summary>Distils a policy into a tree: CART (Breiman et al. 1984) on what the policy prefers in the logged contexts.</summary>
/// <remarks>
/// Distillation as in Bastani et al., "Verifiable Reinforcement Learning via Policy Extraction", 2018, without its resampling: in a one-step
/// decision the tree's choices do not change which contexts come. A fifth of the decisions is held out for the fidelity.
/// </remarks>
internal sealed class DistilTree(int depth, int smallestLeaf)
{
    private const int HeldOut = 5, MaxThresholds = 8;

    private readonly List<(FeatureSet Context, string Preferred)> _learn = [], _check = [];
    private readonly List<DecisionInput> _checkInputs = [];
    private readonly FeatureNames _names = new();

    public void Add(DecisionEntry entry, DecisionPolicy policy)
    {
        DecisionInput input = Slots.Input(entry, 0);
        int preferred = input.Allowed[Exploration.Best(policy.Distribute(input, 0).Means)];
        (FeatureSet, string) example = (input.Context, input.Actions[preferred].Id);
        if ((_learn.Count + _check.Count) % HeldOut == HeldOut - 1)
        {
            _check.Add(example);
            _checkInputs.Add(input);
        }
        else
        {
            _learn.Add(example);
            if (entry.Context is { } context) _names.Add(context.Parse());
        }
    }

    public DecisionTree Grow()
    {
        if (_learn.Count == 0) throw new InvalidDecisionException("The log holds no decisions to distil a tree from.");
        var tree = new DecisionTree(Grow([.. Enumerable.Range(0, _learn.Count)], depth), 0);
        int same = 0;
        for (int i = 0; i < _check.Count; i++)
        {
            DecisionInput input = _checkInputs[i];
            if (input.Actions[input.Allowed[tree.Choose(input)]].Id == _check[i].Preferred) same++;
        }

        return tree with { Fidelity = _check.Count == 0 ? 0 : (double)same / _check.Count };
    }

    private TreeNode Grow(int[] rows, int depthLeft)
    {
        string[] actions = [.. rows.GroupBy(row => _learn[row].Preferred).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Key)];
        var leaf = new TreeNode("", 0, 0, null, null, actions, rows.Length);
        if (depthLeft == 0 || actions.Length == 1 || rows.Length < 2 * smallestLeaf) return leaf;
        if (BestSplit(rows) is not { } split) return leaf;

        (int[] yes, int[] no) = Divide(rows, split.Key, split.Threshold);
        return new TreeNode(Question(split.Key, split.Threshold), split.Key, split.Threshold, Grow(yes, depthLeft - 1), Grow(no, depthLeft - 1), [], rows.Length);
    }

    private (ulong Key, float Threshold)? BestSplit(int[] rows)
    {
        double least = Impurity(rows) - 1e-9;
        (ulong, float)? best = null;
        // In order of names, so that ties are decided the same on every run.
        foreach ((ulong key, string _) in _names.Names.OrderBy(pair => pair.Value, StringComparer.Ordinal))
        {
            foreach (float threshold in Thresholds(rows, key))
            {
                (int[] yes, int[] no) = Divide(rows, key, threshold);
                if (yes.Length < smallestLeaf || no.Length < smallestLeaf) continue;
                double impurity = (Impurity(yes) * yes.Length + Impurity(no) * no.Length) / rows.Length;
                if (impurity < least) (best, least) = ((key, threshold), impurity);
            }
        }

        return best;
    }

    /// <summary>Midpoints between distinct values, at most eight, spread over them.</summary>
    private IEnumerable<float> Thresholds(int[] rows, ulong key)
    {
        float[] values = [.. rows.Select(row => DecisionTree.ValueOf(_learn[row].Context, key)).Distinct().Order()];
        int cuts = Math.Min(MaxThresholds, values.Length - 1);
        for (int i = 0; i < cuts; i++)
        {
            int at = (int)((long)i * (values.Length - 1) / cuts);
            yield return values[at] + (values[at + 1] - values[at]) / 2;
        }
    }

    private (int[] Yes, int[] No) Divide(int[] rows, ulong key, float threshold)
    {
        ILookup<bool, int> answers = rows.ToLookup(row => DecisionTree.ValueOf(_learn[row].Context, key) > threshold);
        return ([.. answers[true]], [.. answers[false]]);
    }

    /// <summary>Gini: the chance that two decisions, drawn with replacement, prefer different actions.</summary>
    private double Impurity(int[] rows) =>
        1 - rows.GroupBy(row => _learn[row].Preferred).Sum(group => Math.Pow((double)group.Count() / rows.Length, 2));

    private string Question(ulong key, float threshold)
    {
        string name = _names.Names[key];
        bool isPresence = name.Contains('"', StringComparison.Ordinal);
        return isPresence ? name : string.Create(CultureInfo.InvariantCulture, $"{name} > {threshold:G4}");
    }
}
