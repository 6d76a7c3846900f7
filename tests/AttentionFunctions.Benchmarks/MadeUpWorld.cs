using System.Globalization;
using System.Text.Json;

namespace AttentionFunctions.Benchmarks;

/// <summary>
/// A catalogue and a log of any size as lines of events: items of topics, popularity by Zipf's law, people with a few topics each who go from item
/// to item within one for a while. For measuring what size costs, not what quality is.
/// </summary>
internal static class MadeUpWorld
{
    private const int Topics = 200, WordsPerTopic = 60, TopicsPerUser = 3, Days = 30;

    private static readonly string[] Syllables = ["ba", "re", "mi", "to", "lu", "ka", "ne", "so", "vi", "da", "po", "ra", "ti", "mo", "le", "gu"];

    private static readonly string[] Types = ["view", "view", "view", "click", "like", "purchase"];

    public static int Write(string path, int items, int users, int events, DateTimeOffset end)
    {
        var random = new Random(7);
        using var writer = new StreamWriter(path);
        for (int item = 0; item < items; item++)
        {
            int topic = item % Topics;
            writer.WriteLine(JsonSerializer.Serialize(new
            {
                type = "item.upserted",
                itemId = Item(item),
                time = end.AddDays(-Days - 1),
                title = string.Join(' ', Enumerable.Range(0, 5).Select(_ => Word(topic, random.Next(WordsPerTopic)))),
                categories = new[] { $"topic{topic}", $"group{topic / 10}" },
                tags = new[] { $"tag{random.Next(500)}" },
                creator = $"creator{random.Next(Math.Max(1, items / 20))}",
                language = random.Next(5) == 0 ? "zh" : "en",
                price = Math.Round(random.NextDouble() * 100, 2),
                publishedAt = end.AddDays(-random.NextDouble() * 365),
            }));
        }

        for (int n = 0; n < events; n++)
        {
            int user = n % users;
            int topic = new Random(user * 31 + n / users / 4 % TopicsPerUser).Next(Topics);

            // Zipf's law within a topic, exponent near 1.
            int rank = (int)Math.Pow(items / Topics, random.NextDouble());
            DateTimeOffset time = end.AddDays(-Days * (1 - (double)n / events)).AddMilliseconds(random.Next(1000));
            writer.Write(string.Create(CultureInfo.InvariantCulture,
                $"{{\"type\":\"{Types[random.Next(Types.Length)]}\",\"userId\":\"user{user}\",\"itemId\":\"{Item(Math.Min(items - 1, (rank - 1) * Topics + topic))}\",\"time\":\"{time:O}\",\"dwellSeconds\":{random.Next(5, 300)}}}\n"));
        }

        Console.WriteLine($"{items} items and {events} events of {users} users in {path}");
        return 0;
    }

    private static string Item(int number) => $"item{number:D7}";

    private static string Word(int topic, int word)
    {
        var random = new Random(topic * WordsPerTopic + word);
        return string.Concat(Enumerable.Range(0, 3).Select(_ => Syllables[random.Next(Syllables.Length)]));
    }
}
