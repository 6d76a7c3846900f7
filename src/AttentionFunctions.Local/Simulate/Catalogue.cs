using AttentionFunctions.Events;

namespace AttentionFunctions.Local.Simulate;

/// <summary>Draws the items. A few are cold: published in the last day, and nobody has met them yet.</summary>
internal sealed class Catalogue(SimulationOptions options, Random random)
{
    /// <summary>One item in so many is cold.</summary>
    private const int ItemsPerCold = 25;

    /// <summary>Popularity falls with the rank to this power (Zipf's law); below 1 the long tail keeps most of the attention.</summary>
    private const double ZipfExponent = 0.75;

    /// <summary>People begin a series with its first part, and rarely in the middle.</summary>
    private const double FirstPart = 2.5;

    private const double LaterPart = 0.1;

    /// <summary>How far back the oldest items go.</summary>
    private const double OldestDays = 200;

    /// <summary>Every series is complete when the period begins: up to six parts, a week apart at most.</summary>
    private const double NewestSeriesDays = 45;

    private readonly DateTimeOffset start = options.End.AddDays(-options.Days);
    private readonly List<SimulatedItem> items = [];

    public IReadOnlyList<SimulatedItem> Draw()
    {
        int[] ranks = [.. Enumerable.Range(1, options.Items)];
        random.Shuffle(ranks);
        int cold = options.Items / ItemsPerCold;
        for (int topic = 0; topic < Topics.All.Count; topic++)
        {
            int count = Share(options.Items, topic);
            AddTopic(topic, TopicTitle.Draw(Topics.All[topic], count, random), Share(cold, topic), ranks);
        }

        return items;
    }

    private static int Share(int total, int topic) => (total + topic) / Topics.All.Count;

    private void AddTopic(int topic, IReadOnlyList<TopicTitle> titles, int cold, int[] ranks)
    {
        DateTimeOffset part = default;
        (string Creator, Kind Kind) source = Source(topic);
        for (int i = 0; i < titles.Count; i++)
        {
            TopicTitle title = titles[i];
            bool isLater = i > 0 && title.Series is not null && titles[i - 1].Series == title.Series;
            bool isCold = i >= titles.Count - cold;
            if (!isLater)
            {
                source = Source(topic);
            }

            part = title.Series is null ? SingleTime(isCold)
                : isLater ? part.AddDays(random.Next(2, 8))
                : Seconds(start.AddDays(-random.Between(NewestSeriesDays, OldestDays)));
            double popularity = Math.Pow(ranks[items.Count], -ZipfExponent)
                * (isLater ? LaterPart : title.Series is not null ? FirstPart : 1);
            items.Add(new SimulatedItem(
                $"item-{items.Count + 1:0000}",
                Fields(Topics.All[topic], title, source.Creator, source.Kind, part),
                topic,
                part < start ? start : part,
                popularity,
                title.IsLast ? null : items.Count + 1,
                isCold));
        }
    }

    private (string Creator, Kind Kind) Source(int topic) => (random.OneOf(Topics.All[topic].Creators), Kind.Draw(random));

    /// <summary>Cold items in the last day; one other item in six comes out within the period.</summary>
    private DateTimeOffset SingleTime(bool isCold) => Seconds(
        isCold ? options.End.AddHours(-random.Between(0.1, 24))
        : random.Chance(1.0 / 6) ? start.AddDays(random.Between(0, options.Days - 1))
        : start.AddDays(-random.Between(0, OldestDays)));

    private ItemFields Fields(Topic topic, TopicTitle title, string creator, Kind kind, DateTimeOffset published)
    {
        string[] sentences = [.. topic.Sentences];
        random.Shuffle(sentences);
        string text = string.Join(' ', sentences.Take(3).Select(sentence => TopicTitle.Sentence(sentence, title.Subject)));
        return new ItemFields
        {
            Title = title.Text,
            Text = text,
            Categories = [topic.Name, kind.Name],
            Tags = title.Series is { } series ? [title.Subject, series] : [title.Subject],
            Creator = creator,
            Language = "en",
            Price = kind.Price,
            PublishedAt = published,
            AttentionSeconds = Math.Round(random.LogNormal(kind.MedianSeconds, 0.35)),
        };
    }

    private static DateTimeOffset Seconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
