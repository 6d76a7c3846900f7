namespace AttentionFunctions.Rank;

/// <summary>Counts the kinds of a slate while it is filled from the first place on. One for each slate.</summary>
/// <remarks>Pinned items count from the start, so that what is chosen leaves room for them; they themselves are never refused.</remarks>
internal sealed class CapCounter
{
    private readonly IReadOnlyList<Cap> _caps;
    private readonly ItemIndex _items;
    private readonly HashSet<int> _pinned = [];
    private readonly Dictionary<string, int>[] _counts;
    private int _places;

    /// <param name="pins">Those that the slate will hold.</param>
    public CapCounter(IReadOnlyList<Cap> caps, ItemIndex items, IReadOnlyList<ResolvedPin> pins)
    {
        _caps = caps;
        _items = items;
        _counts = [.. caps.Select(_ => new Dictionary<string, int>(StringComparer.Ordinal))];
        foreach (ResolvedPin pin in pins)
        {
            _pinned.Add(pin.Position);
            for (int i = 0; i < caps.Count; i++)
                if (pin.Slot <= caps[i].First) Count(i, pin.Position);
        }
    }

    /// <summary>Whether the item may have the next place.</summary>
    public bool Fits(int position) => Obstacle(position) is null;

    /// <summary>The cap that keeps the item from the next place.</summary>
    public RuleEffect? Obstacle(int position)
    {
        if (_caps.Count == 0 || _pinned.Contains(position)) return null;
        for (int i = 0; i < _caps.Count; i++)
        {
            Cap cap = _caps[i];
            if (_places >= cap.First) continue;
            foreach (string kind in KindsOf(cap.By, position))
                if (_counts[i].GetValueOrDefault(kind) >= cap.Most)
                    return new RuleEffect(RuleEffectKind.Capped, $"caps[{i}]", $"There are {cap.Most} of {cap.By.ToString().ToLowerInvariant()} {kind} already.");
        }

        return null;
    }

    /// <summary>The item has the next place.</summary>
    public void Take(int position)
    {
        if (!_pinned.Contains(position))
            for (int i = 0; i < _caps.Count; i++)
                if (_places < _caps[i].First) Count(i, position);
        _places++;
    }

    /// <summary>
    /// For an item that comes into the filled slate from outside: whether there is room for one more of its kinds in any place, whatever it displaces.
    /// If so it is counted everywhere, since those behind it move down and never up.
    /// </summary>
    public bool TryCrowd(int position)
    {
        for (int i = 0; i < _caps.Count; i++)
            foreach (string kind in KindsOf(_caps[i].By, position))
                if (_counts[i].GetValueOrDefault(kind) >= _caps[i].Most) return false;
        for (int i = 0; i < _caps.Count; i++) Count(i, position);
        return true;
    }

    /// <summary>
    /// The caps as sets of candidates, of which so many may be chosen besides what is pinned; null where a cap is about the first places only, and the
    /// order matters.
    /// </summary>
    /// <param name="positions">Of the candidates.</param>
    /// <param name="places">Of the slate.</param>
    public IReadOnlyList<(int[] Candidates, int Most)>? Sets(IReadOnlyList<int> positions, int places)
    {
        if (_caps.Any(cap => cap.First < places)) return null;
        var sets = new List<(int[] Candidates, int Most)>();
        for (int i = 0; i < _caps.Count; i++)
        {
            var byKind = new Dictionary<string, List<int>>(StringComparer.Ordinal);
            for (int candidate = 0; candidate < positions.Count; candidate++)
                foreach (string kind in KindsOf(_caps[i].By, positions[candidate]).Distinct())
                    if (byKind.TryGetValue(kind, out List<int>? known)) known.Add(candidate);
                    else byKind.Add(kind, [candidate]);
            sets.AddRange(byKind.Select(kind => (kind.Value.ToArray(), _caps[i].Most - _counts[i].GetValueOrDefault(kind.Key))));
        }

        return sets;
    }

    private void Count(int cap, int position)
    {
        foreach (string kind in KindsOf(_caps[cap].By, position)) _counts[cap][kind] = _counts[cap].GetValueOrDefault(kind) + 1;
    }

    /// <summary>None for an item that says nothing about it: then nothing is capped.</summary>
    private IReadOnlyList<string> KindsOf(CapKind by, int position) => by switch
    {
        CapKind.Category => _items.CategoriesAt(position),
        CapKind.Tag => _items.TagsAt(position),
        CapKind.Creator when _items.HeadAt(position)?.Creator is { } creator => [creator],
        CapKind.Language when _items.HeadAt(position)?.Language is { } language => [LanguageRange.Primary(language)],
        _ => [],
    };
}
