using System.IO.Hashing;
using System.Text;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;

namespace AttentionFunctions.Economy;

/// <summary>Collects the events of one week and adds them up.</summary>
internal sealed class LedgerDraft(EconomyWeek week, ItemCatalogue catalogue, AttentionWeight weights)
{
    /// <summary>Six digits conserve exposure to a millionth and keep the blob small.</summary>
    private const int BucketDigits = 6;

    private readonly List<Showing> _showings = [];
    private readonly Dictionary<string, Sums> _items = new(StringComparer.Ordinal);

    public void Add(AttentionEvent @event)
    {
        if (@event is not { UserId: { } user, ItemId: { } item } || !@event.Type.IsBehaviour()) return;
        if (Showing.Of(@event) is { } showing) _showings.Add(showing);
        Sums sums = SumsOf(item);
        sums.Crowd.Add(user);
        sums.Seconds += @event.DwellSeconds ?? 0;
        sums.Response[BucketOf(user)] += weights.Of(@event, catalogue.ExpectedSeconds(item));
    }

    public LedgerWeek Finish()
    {
        int pages = 0;
        foreach (Showing[] page in Pages.Of(_showings))
        {
            pages++;
            double[] logarithmic = Pages.Exposures(page, ExposureModel.Logarithmic), geometric = Pages.Exposures(page, ExposureModel.Geometric);
            for (int i = 0; i < page.Length; i++)
            {
                Sums sums = SumsOf(page[i].Item);
                int bucket = BucketOf(page[i].User);
                sums.Impressions++;
                sums.Logarithmic[bucket] += logarithmic[i];
                sums.Geometric[bucket] += geometric[i];
            }
        }

        LedgerRow[] rows = [.. _items.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value.ToRow(pair.Key, catalogue))];
        var everybody = new Crowd();
        foreach (Sums sums in _items.Values) everybody.Add(sums.Crowd);
        return new LedgerWeek
        {
            FormatVersion = LedgerWeek.CurrentFormat,
            Monday = week.Monday,
            Pages = pages,
            Publishable = everybody.IsEnough,
            Rows = rows,
            Folded = Folding.Of(rows, _items.ToDictionary(pair => pair.Key, pair => pair.Value.Crowd, StringComparer.Ordinal)),
        };
    }

    private Sums SumsOf(string item)
    {
        if (!_items.TryGetValue(item, out Sums? sums)) _items.Add(item, sums = new Sums());
        return sums;
    }

    private static int BucketOf(string user) => (int)(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(user)) % LedgerRow.Buckets);

    private sealed class Sums
    {
        public Crowd Crowd { get; } = new();

        public int Impressions { get; set; }

        public double Seconds { get; set; }

        public double[] Logarithmic { get; } = new double[LedgerRow.Buckets];

        public double[] Geometric { get; } = new double[LedgerRow.Buckets];

        public double[] Response { get; } = new double[LedgerRow.Buckets];

        public LedgerRow ToRow(string item, ItemCatalogue catalogue)
        {
            ItemFields? fields = catalogue.Find(item)?.Fields;
            return new LedgerRow(
                item, fields?.Creator, fields?.Categories ?? [], Impressions, Math.Round(Seconds, 1),
                Rounded(Logarithmic), Rounded(Geometric), Rounded(Response));
        }

        private static double[] Rounded(double[] values) => [.. values.Select(value => Math.Round(value, BucketDigits))];
    }
}
