using AttentionFunctions.Events;
using AttentionFunctions.Train;

namespace AttentionFunctions.Benchmarks;

/// <summary>
/// Items that are about concepts, which their texts call by any of four words, and people who choose by concepts. What two items have in common
/// is often said in different words: an encoder that compares spelling does not see it.
/// </summary>
internal sealed class SynonymWorld
{
    public const int Items = 1200, Users = 1500, ItemConcepts = 4;

    private const int Topics = 24, TopicConcepts = 10, Synonyms = 4, ChoicesPerUser = 20, LikedConcepts = 4;

    private static readonly string[] Syllables = ["ba", "re", "mi", "to", "lu", "ka", "ne", "so", "vi", "da", "po", "ra", "ti", "mo", "le", "gu"];

    private readonly string[][] _words;
    private readonly Dictionary<string, int> _conceptOf = new(StringComparer.Ordinal);

    public SynonymWorld(int seed)
    {
        var random = new Random(seed);
        _words = [.. Enumerable.Range(0, Topics * TopicConcepts).Select(concept => Enumerable.Range(0, Synonyms).Select(_ => NewWord(concept, random)).ToArray())];
        ConceptsOf = [.. Enumerable.Range(0, Items).Select(item => DrawConcepts(item % Topics, random))];
        Texts = [.. ConceptsOf.Select(concepts => string.Join(' ', concepts.Select(concept => random.GetItems(_words[concept], 1)[0])))];
        Sequences = [.. Enumerable.Range(0, Users).Select(user => new UserSequence($"u{user:D4}", DrawChoices(random)))];
    }

    public int[][] ConceptsOf { get; }

    public string[] Texts { get; }

    public UserSequence[] Sequences { get; }

    /// <summary>The item's concepts in words that are drawn anew: somebody who looks for it.</summary>
    public string Query(int item, Random random) => string.Join(' ', ConceptsOf[item].Take(2).Select(concept => random.GetItems(_words[concept], 1)[0]));

    /// <summary>Every word becomes another one of its concept, or, as often as the paraphraser errs, one of any concept.</summary>
    public string Paraphrase(string text, double errs, Random random) => string.Join(' ', text.Split(' ').Select(word =>
    {
        var concept = random.NextDouble() < errs ? random.Next(_words.Length) : _conceptOf[word];
        return random.GetItems([.. _words[concept].Where(other => other != word)], 1)[0];
    }));

    private string NewWord(int concept, Random random)
    {
        while (true)
        {
            var word = string.Concat(random.GetItems(Syllables, 4));
            if (_conceptOf.TryAdd(word, concept))
            {
                return word;
            }
        }
    }

    private static int[] DrawConcepts(int topic, Random random)
    {
        int[] own = [.. Enumerable.Range(topic * TopicConcepts, TopicConcepts)];
        random.Shuffle(own);
        return [.. own.Take(ItemConcepts)];
    }

    /// <summary>Of two topics, mostly what has the concepts that the person likes; what was chosen is not chosen again.</summary>
    private Interaction[] DrawChoices(Random random)
    {
        int[] topics = [random.Next(Topics), random.Next(Topics)];
        var liked = topics.SelectMany(topic => random.GetItems([.. Enumerable.Range(topic * TopicConcepts, TopicConcepts)], LikedConcepts)).ToHashSet();
        int[] shelf = [.. Enumerable.Range(0, Items).Where(item => topics.Contains(item % Topics))];
        double[] pull = [.. shelf.Select(item => Math.Exp(1.5 * ConceptsOf[item].Count(liked.Contains)))];
        var choices = new Interaction[Math.Min(ChoicesPerUser, shelf.Length)];
        for (var i = 0; i < choices.Length; i++)
        {
            var at = Draw(pull, random);
            pull[at] = 0;
            choices[i] = new(shelf[at], EventType.View, 1, i);
        }

        return choices;
    }

    private static int Draw(double[] pull, Random random)
    {
        var left = random.NextDouble() * pull.Sum();
        for (var i = 0; i < pull.Length; i++)
        {
            left -= pull[i];
            if (left < 0)
            {
                return i;
            }
        }

        return Array.FindLastIndex(pull, value => value > 0);
    }
}
