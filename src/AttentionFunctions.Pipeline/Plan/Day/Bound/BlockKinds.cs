namespace AttentionFunctions.Plan;

/// <summary>
/// What must be known of a block to judge the one directly behind it: its category, for the cost of switching, and, where an item is done in
/// parts, the item, since its parts may not touch.
/// </summary>
internal sealed class BlockKinds
{
    private readonly int[] _ofItem;
    private readonly int[] _category;
    private readonly bool[] _isPart;

    /// <param name="places">Items that have none need no kind.</param>
    public BlockKinds(PlanProblem problem, Chunk[] places)
    {
        var used = new bool[problem.Items.Length];
        foreach (Chunk place in places) used[place.Item] = true;
        List<string> names = [.. problem.Items.Where((_, item) => used[item]).Select(item => item.Category).OfType<string>().Distinct()];
        Categories = names.Count + 1;
        List<int> categories = [.. Enumerable.Range(0, Categories)];
        _ofItem = new int[problem.Items.Length];
        for (int item = 0; item < _ofItem.Length; item++)
        {
            int category = used[item] && problem.Items[item].Category is { } name ? names.IndexOf(name) + 1 : 0;

            bool isPart = used[item] && NeedsGap(problem.Items[item]);
            _ofItem[item] = isPart ? categories.Count : category;
            if (isPart) categories.Add(category);
        }

        _category = [.. categories];
        _isPart = [.. Enumerable.Range(0, _category.Length).Select(kind => kind >= Categories)];
    }

    public int Count => _category.Length;

    /// <summary>0 is none.</summary>
    public int Categories { get; }

    public int Of(int item) => _ofItem[item];

    public int CategoryOf(int kind) => _category[kind];

    public bool IsPart(int kind) => _isPart[kind];

    /// <summary>Whether a block of this kind is a part of the item.</summary>
    public bool Touches(int kind, int item) => _isPart[kind] && kind == _ofItem[item];

    public bool IsSame(int kind, int item) => _category[kind] > 0 && _category[kind] == _category[_ofItem[item]];

    /// <summary>Parts that touch and are not too long together are better one part: only others need to be told apart.</summary>
    private static bool NeedsGap(PlanItem item) => item.Slots > item.Most;
}
