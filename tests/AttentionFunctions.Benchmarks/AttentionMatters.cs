using System.Globalization;
using AttentionFunctions.Events;
using AttentionFunctions.Local.Simulate;
using AttentionFunctions.Train;

namespace AttentionFunctions.Benchmarks;

/// <summary>
/// Does it help to know how much attention an event held? Simulated people, whose true taste is known, choose by taste and now and then by a
/// promising title; the same events are learnt three times: all alike, weighed by their kind, weighed by their kind and their dwell.
/// </summary>
internal static class AttentionMatters
{
    private const int Top = 10;

    private static readonly DateTimeOffset End = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public static int Run(double strayShare, int seeds)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{strayShare:P0} of choices stray; fit of the top {Top} to the true taste (1: all of the favourite topic) and NDCG@{Top} of the next item that held"));
        for (int seed = 1; seed <= seeds; seed++)
        {
            var people = Population.Generate(new() { Seed = seed, Users = 1000, Items = 1000, Days = 56, StrayShare = strayShare, End = End });
            var held = new World(people);
            foreach ((string name, Func<AttentionEvent, AttentionEvent?> seen) in Arms())
            {
                var slice = held.Slice(seen);
                var models = FittedModels.Fit(slice.Train, new(), seed, () => SequenceFit.For(slice.Train, new(), seed)?.Train(slice).Model);
                foreach (IRecommenderModel model in models.Blendable.Skip(1))
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}  {name,-22} {model.Name,-18} fit {held.Fit(model, slice),6:F3}  NDCG@10 {FullRanking.Measure(model, slice).Ndcg:F4}"));
            }
        }

        return 0;
    }

    /// <summary>Every arm sees the same interactions; what it must not know is taken off the event before it is weighed.</summary>
    private static IEnumerable<(string Name, Func<AttentionEvent, AttentionEvent?> Seen)> Arms() =>
    [
        ("all alike", @event => null),
        ("kind of event", @event => @event with { DwellSeconds = null }),
        ("kind and dwell", @event => @event),
    ];

    private sealed class World(Population people)
    {
        /// <summary>Less of what an item usually takes is a disappointment.</summary>
        private const double HeldShare = 0.6;

        private static readonly AttentionWeight Weights = new(new());

        private readonly Dictionary<string, SimulatedItem> _items = people.Items.ToDictionary(item => item.Id);
        private readonly Dictionary<string, SimulatedUser> _users = people.Users.ToDictionary(user => user.Id);

        /// <summary>The case of a user: the last item that was new to them and held them. Everything before is learnt.</summary>
        /// <param name="seen">The event as it is weighed; null for one of weight 1 and no kind.</param>
        public HeldOutSlice Slice(Func<AttentionEvent, AttentionEvent?> seen)
        {
            var (train, cases) = (new SequenceSetBuilder(), new List<(string User, string Item, int Before, long Time)>());
            foreach (var user in people.Events.Where(e => e.Type.IsInteraction() && e.ItemId is not null).GroupBy(e => e.UserId!))
            {
                AttentionEvent[] events = [.. user];
                var first = new HashSet<string>();
                int target = -1;
                for (int i = 0; i < events.Length; i++)
                    if (first.Add(events[i].ItemId!) && HoldOf(events.AsSpan(i)) >= HeldShare) target = i;
                if (target <= 0) continue;
                for (int i = 0; i < target; i++)
                    train.Add(user.Key, events[i].ItemId!, seen(events[i])?.Type ?? EventType.View, (float)(seen(events[i]) is { } e ? Weights.Of(e, _items[e.ItemId!].AttentionSeconds) : 1), events[i].Time.ToUnixTimeMilliseconds(), events[i].Id);
                cases.Add((user.Key, events[target].ItemId!, target, events[target].Time.ToUnixTimeMilliseconds()));
            }

            SequenceSet set = train.Build();
            var byUser = set.Users.ToDictionary(user => user.UserKey);
            return new(set, [.. cases.Where(asked => Array.IndexOf(set.ItemIds, asked.Item) >= 0)
                .Select(asked => new EvaluationCase(asked.User, byUser[asked.User].Interactions, Array.IndexOf(set.ItemIds, asked.Item), asked.Time))]);
        }

        /// <summary>Mean over users and their best items that they have not met, of how well the topic suits them at the end.</summary>
        public double Fit(IRecommenderModel model, HeldOutSlice slice) => slice.Cases.AsParallel().AsOrdered().Average(asked =>
        {
            var scores = new float[model.ItemCount];
            model.Score(asked.History.Span, scores);
            foreach (Interaction met in asked.History.Span) scores[met.Item] = float.NegativeInfinity;
            double sum = 0;
            ReadOnlySpan<int> best = new TopItems(Top).Of(scores);
            foreach (int item in best) sum += _users[asked.UserKey].TasteNow.Fit(_items[slice.Train.ItemIds[item]].Topic);
            return sum / Top;
        });

        /// <summary>Share of its usual time that the item of the first event held, at the next view of it.</summary>
        private double HoldOf(ReadOnlySpan<AttentionEvent> events)
        {
            string item = events[0].ItemId!;
            foreach (AttentionEvent e in events)
                if (e.ItemId == item && e.DwellSeconds is { } seconds) return seconds / _items[item].AttentionSeconds;
            return 0;
        }
    }
}
