namespace AttentionFunctions.Rank;

/// <summary>A ranked slate as the market sees it: what is on it, and what may be shown to this person in its place.</summary>
/// <remarks>Valid until the request is answered; for one thread.</remarks>
internal sealed class SlotOffer
{
    /// <summary>
    /// Appeal is relative to what the page has anyway. Scores are logarithms, of a spread of about 1, so beyond these they say more about the
    /// model than about the person.
    /// </summary>
    private const double LeastAppeal = 0.01, MostAppeal = 4;

    private readonly RankingView _view;
    private readonly PositionSet _allowed;
    private readonly CompiledRules _rules;
    private readonly Func<string, bool> _isGone;
    private readonly Preference? _preference;
    private readonly CapCounter _caps;
    private readonly HashSet<string> _shown;
    private readonly double _usual;
    private HashSet<string>? _about;

    /// <param name="isGone">What else is not to be shown.</param>
    /// <param name="preference">Null when nothing is known of the person: then everything has the page's appeal.</param>
    public SlotOffer(Slate slate, RankingView view, PositionSet allowed, CompiledRules rules, Func<string, bool> isGone, Preference? preference, DateTimeOffset now)
    {
        (Slate, _view, _allowed, _rules, _isGone, _preference, Now) = (slate, view, allowed, rules, isGone, preference, now);
        _shown = slate.Items.Select(item => item.ItemId).ToHashSet(StringComparer.Ordinal);
        _caps = rules.CountCaps(slate.Items.Count);
        foreach (RankedItem item in slate.Items)
            if (view.TryFind(item.ItemId, out int position)) _caps.Take(position);

        // log of the mean attractiveness of the page's items.
        double best = slate.Items.Max(item => item.Score);
        _usual = best + Math.Log(slate.Items.Average(item => Math.Exp(item.Score - best)));
    }

    /// <summary>As it is without sold places; never empty.</summary>
    public Slate Slate { get; }

    public DateTimeOffset Now { get; }

    /// <summary>Whether an item of the slate is in one of the categories.</summary>
    public bool IsAbout(IReadOnlyList<string> categories) => categories.Any((_about ??= About()).Contains);

    /// <summary>
    /// How attractive the item is to this person against what the slate has on average, 0.01 to 4; null when it may not be shown (by any rule of the request),
    /// or is on the slate already.
    /// </summary>
    public double? AppealOf(string itemId)
    {
        if (_shown.Contains(itemId) || !_view.TryFind(itemId, out int position) || !_allowed.Contains(position) || _isGone(itemId)) return null;
        if (_preference is null) return 1;

        // Scores are standardised: an item of which nothing is known has their mean.
        double score = (_preference.ScoreOf(position) ?? 0) + _rules.Boost(position);
        return Math.Clamp(Math.Exp(score - _usual), LeastAppeal, MostAppeal);
    }

    /// <summary>Whether the caps leave room for one more of the item's kinds, wherever it is put; if so it is counted.</summary>
    public bool TryAdmit(string itemId) => _view.TryFind(itemId, out int position) && _caps.TryCrowd(position);

    private HashSet<string> About()
    {
        var categories = new HashSet<string>(StringComparer.Ordinal);
        foreach (RankedItem item in Slate.Items)
            if (_view.TryFind(item.ItemId, out int position)) categories.UnionWith(_view.CategoriesAt(position));
        return categories;
    }
}
