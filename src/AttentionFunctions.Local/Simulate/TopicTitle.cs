using System.Globalization;

namespace AttentionFunctions.Local.Simulate;

/// <summary>The titles of one topic: series first, then single items; none comes twice.</summary>
/// <param name="Text">What the reader sees.</param>
/// <param name="Series">Name of the series; null for a single item.</param>
/// <param name="IsLast">Nothing follows: a single item or the last part.</param>
internal sealed record TopicTitle(string Text, string Subject, string? Series, bool IsLast)
{
    private const double SeriesShare = 0.4;

    public static IReadOnlyList<TopicTitle> Draw(Topic topic, int count, Random random)
    {
        List<TopicTitle> titles = [];
        for (int series = 0; ; series++)
        {
            int parts = random.Next(3, 7);
            if (titles.Count + parts > SeriesShare * count)
            {
                break;
            }

            int season = (series / topic.Series.Length) + 1;
            titles.AddRange(Parts(topic, topic.Series[series % topic.Series.Length] + (season > 1 ? $", season {season}" : ""), parts, random));
        }

        titles.AddRange(Singles(topic, random).Take(count - titles.Count));
        return titles;
    }

    private static IEnumerable<TopicTitle> Parts(Topic topic, string series, int parts, Random random)
    {
        string[] subjects = [.. topic.Subjects];
        random.Shuffle(subjects);
        return Enumerable.Range(0, parts).Select(part =>
            new TopicTitle($"{series}, part {part + 1}: {subjects[part]}", subjects[part], series, part == parts - 1));
    }

    /// <summary>Every subject from every angle in random order, then the same again as the next edition.</summary>
    private static IEnumerable<TopicTitle> Singles(Topic topic, Random random)
    {
        (string Subject, string Angle)[] pairs = [.. topic.Subjects.SelectMany(subject => topic.Angles.Select(angle => (subject, angle)))];
        random.Shuffle(pairs);
        for (int edition = 1; ; edition++)
        {
            foreach ((string subject, string angle) in pairs)
            {
                string title = Sentence(angle, subject) + (edition > 1 ? $" (edition {edition})" : "");
                yield return new TopicTitle(title, subject, null, IsLast: true);
            }
        }
    }

    /// <summary>The pattern with the subject put in, beginning with a capital letter.</summary>
    public static string Sentence(string pattern, string subject)
    {
        string text = string.Format(CultureInfo.InvariantCulture, pattern, subject);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }
}
