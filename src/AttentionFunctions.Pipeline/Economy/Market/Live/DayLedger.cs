namespace AttentionFunctions.Economy;

/// <summary>One day of all campaigns while clicks are charged: what was shown, what was clicked, what is spent and how to bid on.</summary>
internal sealed class DayLedger
{
    /// <summary>8 MB of hashes. Clicks beyond are free.</summary>
    public const int MaxPlaces = 1_000_000;

    private readonly HashSet<ulong> _places;
    private readonly Dictionary<string, CampaignTally> _campaigns;
    private readonly DateTimeOffset _before;

    /// <summary>Expected payments of what was shown since the settlement before.</summary>
    private readonly Dictionary<string, double> _newCost = new(StringComparer.Ordinal);

    public DayLedger(DateOnly day, SettledDay? stored)
    {
        Day = day;
        _places = HashSets.Read(stored?.Places ?? []);
        _campaigns = new Dictionary<string, CampaignTally>(stored?.Campaigns ?? new Dictionary<string, CampaignTally>(), StringComparer.Ordinal);
        _before = stored?.At ?? MarketDay.Start(day);
    }

    public DateOnly Day { get; }

    public IReadOnlyDictionary<string, CampaignTally> Campaigns => _campaigns;

    public bool IsFull => _places.Count >= MaxPlaces;

    /// <param name="shown">All of the day, by all instances.</param>
    /// <param name="budgets">Of the campaigns that there are; another keeps the one it had.</param>
    public void Show(IReadOnlyDictionary<string, ShownCount> shown, IReadOnlyDictionary<string, double> budgets)
    {
        foreach ((string campaign, ShownCount count) in shown)
        {
            CampaignTally tally = _campaigns.GetValueOrDefault(campaign, CampaignTally.None);
            _newCost[campaign] = Math.Max(0, count.ExpectedCost - tally.Shown.ExpectedCost);
            _campaigns[campaign] = tally with { Shown = count };
        }

        foreach ((string campaign, CampaignTally tally) in _campaigns.ToArray())
            if (budgets.TryGetValue(campaign, out double budget)) _campaigns[campaign] = tally with { Budget = budget };
    }

    /// <summary>Counts a click on a place, once, and charges it if the rest of the budget has its price.</summary>
    /// <returns>False when the place was clicked before, or there are too many.</returns>
    public bool Click(Sale sale)
    {
        if (IsFull || !_places.Add(PlaceOf(sale))) return false;
        CampaignTally tally = _campaigns.GetValueOrDefault(sale.CampaignId, CampaignTally.None);
        double spent = Money.Round(tally.Spent + sale.PricePerClick);
        bool pays = spent <= tally.Budget;
        _campaigns[sale.CampaignId] = tally with
        {
            Clicks = tally.Clicks + 1,
            Unbilled = tally.Unbilled + (pays ? 0 : 1),
            Spent = pays ? spent : tally.Spent,
        };
        return true;
    }

    /// <summary>Warm start: the multipliers of the day before, for campaigns that have none today.</summary>
    public void StartFrom(DayLedger before)
    {
        foreach ((string campaign, CampaignTally tally) in _campaigns.ToArray())
            if (tally is { Multiplier: 0, Clicks: 0 } && before.Campaigns.TryGetValue(campaign, out CampaignTally? last))
                _campaigns[campaign] = tally with { Multiplier = last.Multiplier };
    }

    /// <summary>Moves multipliers on by what was sold since the settlement before; a day that is over keeps them.</summary>
    /// <param name="now">Ends the round.</param>
    /// <param name="factors">By campaign, see <see cref="ClickRates"/>.</param>
    public void Pace(DateTimeOffset now, Func<string, double> factors)
    {
        DateTimeOffset end = MarketDay.Start(Day.AddDays(1));
        foreach ((string campaign, CampaignTally tally) in _campaigns.ToArray())
        {
            double multiplier = now < end && now > _before && tally.Budget > 0
                ? LivePacing.Next(tally.Multiplier, tally.Budget, tally.Budget - tally.Spent, now - _before, end - _before, _newCost.GetValueOrDefault(campaign))
                : tally.Multiplier;
            _campaigns[campaign] = tally with { Multiplier = multiplier, ClickFactor = factors(campaign) };
        }
    }

    public SettledDay ToStored(DateTimeOffset now) => new(Day, now, HashSets.Write(_places), _campaigns);

    private static ulong PlaceOf(Sale sale) => HashSets.Of($"{sale.RecommendationId}/{sale.ItemId}");
}
