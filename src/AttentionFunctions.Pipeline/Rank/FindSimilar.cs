using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>
/// Neighbours of an item: what people choose after it (the model, given this item as the whole history) and what is described like it.
/// Each is standardised over all items and the two are added, so an item that has only text, or only behaviour, has neighbours too.
/// </summary>
public sealed class FindSimilar(Views views, TimeProvider time)
{
    /// <returns>Null when neither the catalogue nor the model knows the item.</returns>
    public async Task<Slate?> HandleAsync(string itemId, int count, Wording? wording = null, CancellationToken cancel = default)
    {
        wording ??= Wording.English;
        RankingView view = await views.CurrentAsync(cancel);
        if (!view.TryFind(itemId, out int origin) || view.HeadAt(origin) is { Removed: true }) return null;

        // The view of a large catalogue is older than what was removed or hidden just now.
        ItemCatalogue catalogue = await views.CatalogueAsync(cancel);
        if (catalogue.Head(itemId) is { Removed: true }) return null;

        DateTimeOffset now = time.GetUtcNow();
        using var allowed = new PositionSet(view.Count);
        view.Rules.Availability.At(now).CopyTo(allowed.Words);
        allowed.Remove(origin);
        using var likeness = new Likeness(view, origin);
        string name = view.NameAt(origin);
        (int Position, float Together, float Text)[] best;
        int[] gone;
        do
        {
            best = [.. likeness.Best(allowed, count)];
            gone = ReferenceEquals(catalogue, view.Catalogue) ? [] : [.. best.Select(one => one.Position).Where(Gone)];
            foreach (int position in gone) allowed.Remove(position);
        }
        while (gone.Length > 0);

        RankedItem[] items = [.. best.Select(one => new RankedItem(
            view.IdAt(one.Position), view.TitleAt(one.Position), one.Together + one.Text,
            [one.Together >= one.Text
                ? new Reason("together", Wording.Fill(wording.Together, name), itemId)
                : new Reason("text", Wording.Fill(wording.Text, name), itemId)]))];
        return new Slate(Guid.CreateVersion7(now).ToString("N"), Strategy.Similar, view.Model?.Version, items) { Stale = views.IsStale ? true : null };

        bool Gone(int position) => ItemAvailability.Obstacle(catalogue.Head(view.IdAt(position)), now) is not null;
    }

    /// <summary>Two scores that are added: each is searched by itself, down to where nothing further down can be among the best of the sum.</summary>
    private sealed class Likeness : IDisposable
    {
        private readonly RankingView _view;
        private readonly BlendQuery? _together;
        private readonly TextIndex? _texts;
        private readonly float[] _text = [];
        private readonly (float Mean, float Deviation) _usual;

        public Likeness(RankingView view, int origin)
        {
            _view = view;
            if (view.Indexed is { } model && origin < view.WarmCount)
                _together = model.Blend.Ask(new[] { new Interaction(origin, EventType.View, 1, 0) });
            if (view.Texts is not { } texts || texts.VectorOf(origin) is not { Length: > 0 } text) return;
            (_texts, _text) = (texts, text.ToArray());
            _usual = texts.Moments(_text);
        }

        /// <returns>Best first; only those with a sum above 0.</returns>
        public IEnumerable<(int Position, float Together, float Text)> Best(PositionSet allowed, int count)
        {
            for (int depth = 4 * count; ; depth *= 4)
            {
                var found = new HashSet<int>();
                float bound = BestTogether(allowed, depth, found) + BestText(allowed, depth, found);
                (int Position, float Together, float Text)[] best = [.. found
                    .Select(position => (Position: position, Together: Together(position), Text: Text(position)))
                    .Where(item => item.Together + item.Text > 0)
                    .OrderByDescending(item => item.Together + item.Text).ThenBy(item => item.Position).Take(count)];

                // What was not found has at most the last of both (Fagin, Lotem and Naor, "Optimal Aggregation Algorithms for Middleware", 2003).
                if (depth >= _view.Count || bound <= 0 || (best.Length == count && best[^1].Together + best[^1].Text >= bound)) return best;
            }
        }

        public void Dispose() => _together?.Dispose();

        private float Together(int position)
        {
            if (_together is null || position >= _view.WarmCount || _together.Deviation == 0) return 0;
            Span<float> score = stackalloc float[1];
            _together.Score([position], score);
            return score[0] / _together.Deviation;
        }

        private float Text(int position) => _texts is not null && _texts.VectorOf(position) is { Length: > 0 } text
            ? (text.Dot(_text) - _usual.Mean) / _usual.Deviation
            : 0;

        /// <returns>What an item that was not found has at most.</returns>
        private float BestTogether(PositionSet allowed, int depth, HashSet<int> found)
        {
            if (_together is null || _together.Deviation == 0) return 0;
            using PositionSet warm = allowed.Slice(0, _view.WarmCount);
            var best = new (int Position, float Score)[Math.Min(depth, _view.WarmCount)];
            return Math.Max(0, Keep(best.AsSpan(0, _together.Best(warm, best)), depth, found) / _together.Deviation);
        }

        private float BestText(PositionSet allowed, int depth, HashSet<int> found)
        {
            if (_texts is null) return 0;
            using PositionSet present = allowed.Slice(0, allowed.Length);
            _texts.KeepPresent(present);
            var best = new (int Position, float Score)[Math.Min(depth, _view.Count)];
            float last = Keep(best.AsSpan(0, _texts.TopK(_text, best.Length, present, best)), depth, found);
            return Math.Max(0, (last - _usual.Mean) / _usual.Deviation);
        }

        private static float Keep(ReadOnlySpan<(int Position, float Score)> best, int depth, HashSet<int> found)
        {
            foreach ((int position, _) in best) found.Add(position);
            return best.Length < depth ? 0 : best[^1].Score;
        }
    }
}
