namespace AttentionFunctions.Economy;

/// <summary>
/// k-anonymity of one week: which groups are not published by name but folded into "other". After Sweeney, "k-Anonymity", 2002, and the
/// complementary suppression of statistical offices (Willenborg and de Waal, "Elements of Statistical Disclosure Control", 2001, chapter 6).
/// </summary>
/// <remarks>
/// A group is folded when fewer than <see cref="Crowd.Enough"/> people are behind it. That alone would not do: total − published = folded,
/// and creator − the creator's published items = its folded items. So a rest that can be found by such a subtraction must have enough
/// people too; while it has not, the smallest published member of the same parent joins it.
/// </remarks>
internal static class Folding
{
    /// <summary>Names of the groups to be folded, per grouping, in ordinal order.</summary>
    /// <param name="rows">Of one week.</param>
    /// <param name="crowds">Who is behind each item.</param>
    public static Dictionary<EconomyGrouping, string[]> Of(IReadOnlyList<LedgerRow> rows, IReadOnlyDictionary<string, Crowd> crowds)
    {
        LedgerRow[] seen = [.. rows.Where(row => !crowds[row.Item].IsEmpty)];
        HashSet<string> creators = Fold(Members(seen, crowds, EconomyGrouping.Creator), _ => [""]);
        HashSet<string> categories = Fold(Members(seen, crowds, EconomyGrouping.Category), _ => [""]);

        // A parent that is folded itself has no published figure to subtract from.
        Dictionary<string, string[]> parents = seen.ToDictionary(row => row.Item, row => (string[])
        [
            "", .. row.GroupsOf(EconomyGrouping.Creator).Where(group => !creators.Contains(group.Group)).Select(group => "creator " + group.Group),
            .. row.GroupsOf(EconomyGrouping.Category).Where(group => !categories.Contains(group.Group)).Select(group => "category " + group.Group),
        ]);
        HashSet<string> items = Fold(Members(seen, crowds, EconomyGrouping.Item), item => parents[item]);
        return new()
        {
            [EconomyGrouping.Creator] = [.. creators.Order(StringComparer.Ordinal)],
            [EconomyGrouping.Category] = [.. categories.Order(StringComparer.Ordinal)],
            [EconomyGrouping.Item] = [.. items.Order(StringComparer.Ordinal)],
        };
    }

    private static List<Member> Members(LedgerRow[] rows, IReadOnlyDictionary<string, Crowd> crowds, EconomyGrouping by)
    {
        var members = new Dictionary<string, Member>(StringComparer.Ordinal);
        foreach (LedgerRow row in rows)
        {
            foreach ((string group, double share) in row.GroupsOf(by))
            {
                if (!members.TryGetValue(group, out Member? member)) members.Add(group, member = new Member(group));
                member.Crowd.Add(crowds[row.Item]);
                member.Size += share * row.Logarithmic.Sum();
            }
        }

        return [.. members.Values.OrderBy(member => member.Size).ThenBy(member => member.Name, StringComparer.Ordinal)];
    }

    /// <param name="members">Smallest first.</param>
    private static HashSet<string> Fold(List<Member> members, Func<string, string[]> parentsOf)
    {
        var folded = members.Where(member => !member.Crowd.IsEnough).Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        var families = members.SelectMany(member => parentsOf(member.Name).Select(parent => (parent, member)))
            .GroupBy(pair => pair.parent, pair => pair.member, StringComparer.Ordinal).OrderBy(family => family.Key, StringComparer.Ordinal)
            .Select(family => family.ToArray()).ToArray();
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (Member[] family in families)
            {
                var rest = new Crowd();
                foreach (Member member in family.Where(member => folded.Contains(member.Name))) rest.Add(member.Crowd);
                foreach (Member member in family.Where(member => !folded.Contains(member.Name)))
                {
                    if (rest.IsEmpty || rest.IsEnough) break;
                    changed |= folded.Add(member.Name);
                    rest.Add(member.Crowd);
                }
            }
        }

        return folded;
    }

    private sealed class Member(string name)
    {
        public string Name { get; } = name;

        public Crowd Crowd { get; } = new();

        public double Size { get; set; }
    }
}
