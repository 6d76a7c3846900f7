using System.Globalization;
using System.Text;

namespace AttentionFunctions.Decide;

/// <summary>A policy that people can read: questions about the context, and at the end actions in order of preference.</summary>
/// <param name="Fidelity">Share of held-out decisions in which the tree prefers the same action as the policy it was distilled from.</param>
public sealed record DecisionTree(TreeNode Root, double Fidelity)
{
    internal const int MaxDepth = 8;

    /// <summary>The preferred allowed action: a position in <see cref="DecisionInput.Allowed"/>; the baseline when the leaf knows none of them.</summary>
    internal int Choose(DecisionInput input)
    {
        TreeNode node = Root;
        while (node is { Yes: { } yes, No: { } no }) node = ValueOf(input.Context, node.Key) > node.Threshold ? yes : no;
        foreach (string id in node.Actions)
        {
            int at = Array.FindIndex(input.Allowed, a => input.Actions[a].Id == id);
            if (at >= 0) return at;
        }

        return 0;
    }

    public string ToText()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"agrees with the policy in {Fidelity:P1} of held-out decisions\n");
        Write(text, Root, 0);
        return text.ToString();
    }

    internal static float ValueOf(FeatureSet context, ulong key)
    {
        int at = context.Keys.IndexOf(key);
        return at < 0 ? 0 : context.Values[at];
    }

    /// <exception cref="InvalidDecisionException">From outside: too deep, or with a node that is neither question nor leaf.</exception>
    internal void Check() => Check(Root, 0);

    private static void Check(TreeNode node, int depth)
    {
        if (depth > MaxDepth) throw new InvalidDecisionException($"The tree is deeper than {MaxDepth}.");
        if (node.Yes is null != node.No is null || node is { Yes: null, Actions.Count: 0 })
            throw new InvalidDecisionException("Every node of a tree needs yes and no, or actions.");
        if (node is not { Yes: { } yes, No: { } no }) return;
        Check(yes, depth + 1);
        Check(no, depth + 1);
    }

    private static void Write(StringBuilder text, TreeNode node, int depth)
    {
        string indent = new(' ', 2 * depth);
        if (node is not { Yes: { } yes, No: { } no })
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}→ {string.Join(", then ", node.Actions.Take(3))} ({node.Decisions} decisions)\n");
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"{indent}if {node.Question}\n");
        Write(text, yes, depth + 1);
        text.Append(CultureInfo.InvariantCulture, $"{indent}else\n");
        Write(text, no, depth + 1);
    }
}

/// <param name="Question">For people; empty at a leaf.</param>
/// <param name="Key">Hashed feature of the context.</param>
/// <param name="Threshold">The answer is yes when the feature's value (0 when absent) is above.</param>
/// <param name="Actions">At a leaf: ids, the preferred first.</param>
/// <param name="Decisions">Of the log that came here.</param>
public sealed record TreeNode(
    string Question, ulong Key, float Threshold, TreeNode? Yes, TreeNode? No, IReadOnlyList<string> Actions, int Decisions);
