using AttentionFunctions.Catalogue;

namespace AttentionFunctions.Economy;

/// <summary>Adds up the weeks of the ledger into a report.</summary>
/// <remarks>
/// Figures of groups are sums over the weeks in which they may be named; what they had in other weeks is in "other". Measures of
/// concentration are over all groups, also those that are never named: they are single numbers about everybody.
/// </remarks>
internal sealed class EconomyStatement
{
    private readonly EconomyQuery _query;
    private readonly IReadOnlyList<LedgerWeek> _weeks;
    private readonly HashSet<string>[] _folded;
    private readonly List<Group> _groups = [];
    private readonly Dictionary<string, Group> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (LedgerRow Row, double[] Exposure, double[] Response)> _items = new(StringComparer.Ordinal);

    private EconomyStatement(EconomyQuery query, IReadOnlyList<LedgerWeek> weeks, ItemCatalogue catalogue)
    {
        (_query, _weeks) = (query, weeks);
        _folded = [.. weeks.Select(week => week.Folded[query.By].ToHashSet(StringComparer.Ordinal))];
        for (int week = 0; week < weeks.Count; week++) Add(week);

        // Whoever could have been shown and never was is part of the inequality.
        if (weeks.Count == 0) return;
        foreach (CatalogueItem item in catalogue.Items.Where(item => !item.Fields.Hidden))
            foreach ((string group, _) in new LedgerRow(item.Id, item.Fields.Creator, item.Fields.Categories, 0, 0, [], [], []).GroupsOf(query.By))
                GroupOf(group);
    }

    public static EconomyReport Of(EconomyQuery query, EconomyWeek first, IReadOnlyList<LedgerWeek> weeks, ItemCatalogue catalogue) =>
        new EconomyStatement(query, weeks, catalogue).Report(first);

    private void Add(int week)
    {
        foreach (LedgerRow row in _weeks[week].Rows)
        {
            double[] exposure = row.Exposure(_query.Model);
            double shown = exposure.Sum();
            foreach ((string name, double share) in row.GroupsOf(_query.By))
            {
                Group group = GroupOf(name);
                group.ByWeek[week] += share * shown;
                group.All.Add(share, row.Impressions, shown, row.AttentionSeconds);
                if (_folded[week].Contains(name)) continue;
                group.Named[week] = true;
                group.Published.Add(share, row.Impressions, shown, row.AttentionSeconds);
            }

            (LedgerRow Row, double[] Exposure, double[] Response) item =
                _items.TryGetValue(row.Item, out var known) ? known : (row, new double[LedgerRow.Buckets], new double[LedgerRow.Buckets]);
            _items[row.Item] = (row, Sum(item.Exposure, exposure), Sum(item.Response, row.Response));
        }
    }

    private EconomyReport Report(EconomyWeek first)
    {
        double exposure = _groups.Sum(group => group.All.Exposure), seconds = _groups.Sum(group => group.All.Seconds);
        int impressions = _weeks.Sum(week => week.Rows.Sum(row => row.Impressions));
        var totals = new EconomyTotals(_weeks.Sum(week => week.Pages), impressions, exposure, seconds);
        EconomyPeriod[] periods = Periods();
        var merit = new MeritEstimate([.. _items.Values.Select(item => new MeritEstimate.Item(
            [.. item.Row.GroupsOf(_query.By).Select(group => (GroupOf(group.Group).Index, group.Share))], item.Exposure, item.Response))], _groups.Count);
        EconomyGroup[] groups = [.. Named(totals, merit, periods).Take(_query.Count)];
        var other = new EconomyOther(
            Math.Max(0, impressions - groups.Sum(group => group.Impressions)), Rest(exposure, groups.Sum(group => group.Exposure)), 0,
            Rest(seconds, groups.Sum(group => group.AttentionSeconds)), 0);
        return new EconomyReport(
            EconomyReport.CurrentFormat, _query.By, _query.Model, first.Monday,
            _weeks.Count == 0 ? first.Monday : EconomyWeek.Of(_weeks[^1].Monday).Next.Monday, totals,
            Concentration.Of(_groups.Select(group => group.All.Exposure)), Concentration.Of(_groups.Select(group => group.All.Seconds)),
            DriftOf(periods), merit.Unfairness, groups,
            other with { ExposureShare = Share(other.Exposure, exposure), AttentionShare = Share(other.AttentionSeconds, seconds) }, periods);
    }

    private IEnumerable<EconomyGroup> Named(EconomyTotals totals, MeritEstimate merit, EconomyPeriod[] periods)
    {
        (double Ratio, double Lower, double Upper)?[] ratios = merit.Ratios(seed: 1);
        return _groups.Where(group => group.Named.Contains(true))
            .OrderByDescending(group => group.Published.Exposure).ThenBy(group => group.Name, StringComparer.Ordinal)
            .Select(group => new EconomyGroup(
                group.Name, group.Named.Count(named => named), (int)Math.Round(group.Published.Impressions), group.Published.Exposure,
                Share(group.Published.Exposure, totals.Exposure), group.Published.Seconds, Share(group.Published.Seconds, totals.AttentionSeconds),
                // Merit is estimated over all weeks: where some of them may not be named, it is not said either.
                MeritOf(group, merit.Merit[group.Index]), MeritOf(group, ratios[group.Index]?.Ratio), MeritOf(group, ratios[group.Index]?.Lower),
                MeritOf(group, ratios[group.Index]?.Upper),
                [.. group.Named.Select((named, week) => named ? Share(group.ByWeek[week], periods[week].Exposure) : (double?)null)]));
    }

    /// <summary>A group that was not there in a week has nothing to hide in it.</summary>
    private double? MeritOf(Group group, double? value) =>
        Enumerable.Range(0, _weeks.Count).All(week => group.Named[week] || !_folded[week].Contains(group.Name)) ? value : null;

    private EconomyPeriod[] Periods()
    {
        var periods = new EconomyPeriod[_weeks.Count];
        for (int week = 0; week < periods.Length; week++)
        {
            double[] now = [.. _groups.Select(group => group.ByWeek[week])];
            double total = now.Sum();
            double? shift = null;
            if (week > 0)
            {
                double before = periods[week - 1].Exposure;
                shift = _groups.Sum(group => Math.Abs(Share(group.ByWeek[week], total) - Share(group.ByWeek[week - 1], before))) / 2;
            }

            Concentration concentration = Concentration.Of(now);
            periods[week] = new EconomyPeriod(
                _weeks[week].Monday, total, concentration.Gini, concentration.Hhi, concentration.EffectiveNumber, shift);
        }

        return periods;
    }

    private static ConcentrationDrift? DriftOf(EconomyPeriod[] periods) => periods.Length < 2 ? null : new ConcentrationDrift(
        Slope(periods, period => period.Gini), Slope(periods, period => period.EffectiveNumber), periods.Average(period => period.Shift ?? 0) * periods.Length / (periods.Length - 1));

    /// <summary>Least squares over weeks as they lie in the calendar; a week that is missing is a gap, not a step.</summary>
    private static double Slope(EconomyPeriod[] periods, Func<EconomyPeriod, double> value)
    {
        double meanX = periods.Average(Week), meanY = periods.Average(value);
        return periods.Sum(period => (Week(period) - meanX) * (value(period) - meanY)) / periods.Sum(period => (Week(period) - meanX) * (Week(period) - meanX));

        static double Week(EconomyPeriod period) => period.From.DayNumber / (double)EconomyWeek.Days;
    }

    private Group GroupOf(string name)
    {
        if (_byName.TryGetValue(name, out Group? group)) return group;
        group = new Group(name, _groups.Count, _weeks.Count);
        _groups.Add(group);
        _byName.Add(name, group);
        return group;
    }

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;

    /// <summary>Sums in different orders differ in the last digits, which must not show as a rest.</summary>
    private static double Rest(double whole, double named) => whole - named > 1e-9 * whole ? whole - named : 0;

    private sealed class Group(string name, int index, int weeks)
    {
        public string Name { get; } = name;

        public int Index { get; } = index;

        public double[] ByWeek { get; } = new double[weeks];

        public bool[] Named { get; } = new bool[weeks];

        public Tally All { get; } = new();

        public Tally Published { get; } = new();
    }

    private sealed class Tally
    {
        public double Impressions { get; private set; }

        public double Exposure { get; private set; }

        public double Seconds { get; private set; }

        public void Add(double share, int impressions, double exposure, double seconds)
        {
            Impressions += share * impressions;
            Exposure += share * exposure;
            Seconds += share * seconds;
        }
    }
}
