using System.Diagnostics;
using System.Globalization;
using AttentionFunctions.Assist;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;

namespace AttentionFunctions.Benchmarks;

/// <summary>What it costs the assistant to know the titles of a large catalogue: at first, after one item changed, and for one sentence.</summary>
internal static class TitleLookup
{
    private const int Rounds = 5, Sentences = 1000;

    private static readonly string[] Syllables = ["ba", "re", "mi", "to", "lu", "ka", "ne", "so", "vi", "da", "po", "ra", "ti", "mo", "le", "gu"];

    public static int Run(int count)
    {
        var random = new Random(7);
        var items = ItemCatalogue.Empty.With(Enumerable.Range(0, count).Select(i => Item($"item{i:D7}", Title(random), 0)));
        KnownTitles titles = KnownTitles.None;
        Print("all titles", Rounds, _ => titles = KnownTitles.None.Of(items));
        ItemCatalogue[] changed = [.. Enumerable.Range(1, Rounds).Select(round => items.With([Item("item0000007", Title(random), round)]))];
        Print("after one item changed", Rounds, round => titles = titles.Of(changed[round]));
        Print("one sentence of 30 words", Sentences, _ => titles.AnyIn("Have a look at what the others say about it before you go on with your day and tell me whether you want more of the same or something else then"));
        return 0;
    }

    private static CatalogueItem Item(string id, string title, int minute) => new(
        id, new ItemFields { Title = title }, DateTimeOffset.UnixEpoch.AddMinutes(minute), "e", Removed: false, default, "");

    private static string Title(Random random) => string.Join(' ', Enumerable.Range(0, 6).Select(_ => string.Concat(random.GetItems(Syllables, 3))));

    private static void Print(string name, int rounds, Action<int> run)
    {
        var times = new List<double>();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < rounds; round++)
        {
            long started = Stopwatch.GetTimestamp();
            run(round);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-28} {times.Order().ElementAt(rounds / 2),10:F3} ms  {(GC.GetAllocatedBytesForCurrentThread() - before) / rounds / 1024.0,12:N1} KiB"));
    }
}
