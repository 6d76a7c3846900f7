using System.Diagnostics.CodeAnalysis;

namespace AttentionFunctions.Rank;

/// <summary>A condition on items in the filter language of docs/filters.md.</summary>
internal sealed class ItemFilter
{
    /// <summary>Characters of a filter.</summary>
    public const int MaxLength = 4000;

    private ItemFilter(FilterNode root)
    {
        Root = root;
        Conditions = [.. ConditionsOf(root)];
    }

    public FilterNode Root { get; }

    /// <summary>What is joined by <c>and</c> at the top: an item that is not kept fails one of them.</summary>
    public IReadOnlyList<FilterNode> Conditions { get; }

    /// <exception cref="FilterSyntaxException">The text is no filter; says where and what was expected.</exception>
    public static ItemFilter Parse(string text) => text.Length <= MaxLength
        ? new ItemFilter(new FilterParser(text).Parse())
        : throw new FilterSyntaxException(text, MaxLength, $"A filter may have {MaxLength} characters, this one has {text.Length}.");

    /// <param name="root">A condition that was not written as text.</param>
    public static ItemFilter Of(FilterNode root) => new(root);

    public static bool TryParse(string text, [NotNullWhen(true)] out ItemFilter? filter, [NotNullWhen(false)] out string? problem)
    {
        (filter, problem) = (null, null);
        try
        {
            filter = Parse(text);
            return true;
        }
        catch (FilterSyntaxException e)
        {
            problem = e.Message;
            return false;
        }
    }

    public static ItemFilter Both(ItemFilter first, ItemFilter second) => new(new AndNode(first.Root, second.Root));

    public override string ToString() => Root.ToString();

    private static IEnumerable<FilterNode> ConditionsOf(FilterNode node)
    {
        // A chain of `and` leans to the left and may be thousands long.
        var rest = new Stack<FilterNode>([node]);
        while (rest.TryPop(out FilterNode? next))
        {
            if (next is AndNode and)
            {
                rest.Push(and.Right);
                rest.Push(and.Left);
            }
            else
            {
                yield return next;
            }
        }
    }
}
