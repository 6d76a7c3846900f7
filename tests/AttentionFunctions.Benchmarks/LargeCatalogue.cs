using System.Diagnostics;
using System.Globalization;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Embed;
using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Local.Hosting;
using AttentionFunctions.Train;
using Microsoft.Extensions.DependencyInjection;

namespace AttentionFunctions.Benchmarks;

/// <summary>
/// A data folder with many items, their texts encoded, some people's events, and a promoted model that knows every item. The model is drawn, not
/// learnt: its numbers have the sizes and the shape of learnt ones, and say nothing of quality.
/// </summary>
internal static class LargeCatalogue
{
    public const int Users = 500;

    private const int EventsPerUser = 40, Topics = 200, WordsPerTopic = 60, Dimension = 64, Successors = 8, Segment = 32_768;

    /// <summary>Items that the linear model weighs against each other: it learns the most frequent ones only.</summary>
    private const int LinearItems = 500;

    private static readonly string[] Syllables = ["ba", "re", "mi", "to", "lu", "ka", "ne", "so", "vi", "da", "po", "ra", "ti", "mo", "le", "gu"];

    public static async Task<int> MakeAsync(string data, int items)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await using ServiceProvider pipeline = new ServiceCollection().AddLogging().AddLocalPipeline(new LocalOptions(data, null)).BuildServiceProvider();
        var encoder = pipeline.GetRequiredService<ITextEncoder>();
        long started = Stopwatch.GetTimestamp();
        foreach (int[] part in Enumerable.Range(0, items).Chunk(Segment))
            await pipeline.GetRequiredService<CatalogueStore>().AddAsync(States(part, items, encoder, now));
        Say("items", items, started);

        started = Stopwatch.GetTimestamp();
        SequenceSet set = Interactions(items, now);
        FittedModels models = Models(set, encoder.Id);
        var weights = models.Blendable.ToDictionary(model => model.Name, _ => 0.2f);
        byte[] content = ModelFile.Write(set, models, weights);
        string hash = ModelFile.Hash(content);
        var manifest = new ModelManifest
        {
            Version = string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd-HHmmss}-{hash[..6]}"),
            CreatedAt = now,
            Seed = 1,
            Data = TrainingData.Of(set),
            Split = "none",
            Options = new TrainingOptions(),
            Quality = [],
            BlendWeights = weights,
            Gate = new GateDecision(true, "Drawn."),
            ContentHash = hash,
        };
        var store = pipeline.GetRequiredService<ModelStore>();
        await store.SaveAsync(manifest, content);
        await store.PromoteAsync(manifest.Version, "drawn");
        Say("bytes of a model", content.Length, started);

        started = Stopwatch.GetTimestamp();
        var ingest = pipeline.GetRequiredService<IngestEvents>();
        foreach (UserSequence[] users in set.Users.Chunk(25))
            await ingest.HandleAsync([.. EventMessages.Pack([.. users.SelectMany(EventsOf)]).Messages.Select(message => new QueueMessage(message.Body, message.MessageId, now))]);
        Say("events", set.InteractionCount, started);
        return 0;

        IEnumerable<AttentionEvent> EventsOf(UserSequence user) => user.Interactions.Select((interaction, i) => new AttentionEvent
        {
            Id = $"{user.UserKey}-{i}",
            Type = interaction.Type,
            UserId = user.UserKey,
            ItemId = set.ItemIds[interaction.Item],
            Time = DateTimeOffset.FromUnixTimeMilliseconds(interaction.TimeMs),
            DwellSeconds = 60 * interaction.Weight,
        });
    }

    public static string Id(int item) => $"item{item:D7}";

    private static CatalogueItem[] States(int[] part, int items, ITextEncoder encoder, DateTimeOffset now)
    {
        ItemFields[] fields = Array.ConvertAll(part, item =>
        {
            var random = new Random(item);
            int topic = item % Topics;
            return new ItemFields
            {
                Title = string.Join(' ', Enumerable.Range(0, 5).Select(_ => Word(topic, random.Next(WordsPerTopic)))),
                Categories = [$"topic{topic}", $"group{topic / 10}"],
                Tags = [$"tag{random.Next(500)}"],
                Creator = $"creator{random.Next(Math.Max(1, items / 20))}",
                Language = random.Next(5) == 0 ? "zh" : "en",
                Price = Math.Round(random.NextDouble() * 100, 2),
                PublishedAt = now.AddDays(-random.NextDouble() * 365),
            };
        });
        float[][] vectors = [.. fields.Chunk(1024).AsParallel().AsOrdered().SelectMany(some =>
            encoder.Encode([.. some.Select(one => ItemText.Of(one))], TextKind.Document, CancellationToken.None))];
        return [.. part.Select((item, i) => new CatalogueItem(
            Id(item), fields[i], now.AddDays(-31), $"{item:x8}{item * 2654435761L:x16}00", Removed: false, ItemVector.Of(vectors[i]), encoder.Id))];
    }

    private static string Word(int topic, int word)
    {
        var random = new Random(topic * WordsPerTopic + word);
        return string.Concat(Enumerable.Range(0, 3).Select(_ => Syllables[random.Next(Syllables.Length)]));
    }

    /// <summary>Everybody has one topic; within it, popularity by Zipf's law.</summary>
    private static SequenceSet Interactions(int items, DateTimeOffset now) => new(
        [.. Enumerable.Range(0, items).Select(Id)],
        [.. Enumerable.Range(0, Users).Select(user =>
        {
            var random = new Random(user);
            return new UserSequence($"user{user}", [.. Enumerable.Range(0, EventsPerUser).Select(n => new Interaction(
                Math.Min(items - 1, ((int)Math.Pow(items / Topics, random.NextDouble()) - 1) * Topics + user % Topics),
                random.Next(5) == 0 ? EventType.Like : EventType.View, (float)(0.2 + random.NextDouble()),
                now.AddMinutes(-60 * (EventsPerUser - n)).ToUnixTimeMilliseconds()))]);
        }).OrderBy(user => user.UserKey, StringComparer.Ordinal)]);

    private static FittedModels Models(SequenceSet set, string textSpace)
    {
        var options = new TrainingOptions();
        int items = set.ItemIds.Length;
        var random = new Random(5);
        PopularityModel popularity = PopularityModel.Fit(set, options.Popularity);
        TransitionCounts transitions = Transitions(items, random);
        var layout = new SequenceLayout(new SequenceShape(items, 384, Dimension, 2, 2, 128, 200));
        var small = SequenceWeights.Initial(new SequenceLayout(layout.Shape with { Items = 1 }), 1);
        return new FittedModels(
            popularity, new MarkovModel(transitions), new SmoothedMarkovModel(transitions, popularity.Counts, options.SmoothedMarkov),
            new IalsModel(Floats.Over(Vectors(items, random)), new IalsScale(1, 1e-4f), options.Ials), LinearModel.Fit(set, options.Linear, LinearItems),
            new SequenceModel(layout, small.Body, Floats.Over(Vectors(items, random)), new SequenceScale(1, true), textSpace), [], new Dictionary<string, double>());
    }

    private static TransitionCounts Transitions(int items, Random random)
    {
        var successors = new int[items * Successors];
        for (int item = 0; item < items; item++)
        {
            // Of the same topic, in ascending order.
            int step = Math.Max(1, items / Topics / Successors);
            for (int i = 0; i < Successors; i++) successors[item * Successors + i] = Math.Min(items - 1, (i * step + random.Next(step)) * Topics + item % Topics);
        }

        return new TransitionCounts(
            Enumerable.Range(0, items + 1).Select(item => item * Successors).ToArray(), successors, Array.ConvertAll(successors, _ => 1 + random.NextSingle()),
            Enumerable.Repeat(1.5f * Successors, items).ToArray());
    }

    /// <summary>Around the topic's centre, the members closer together than the centres.</summary>
    private static float[] Vectors(int items, Random random)
    {
        float[] centres = [.. Enumerable.Range(0, Topics * Dimension).Select(_ => (float)SequenceWeights.Normal(random))];
        var vectors = new float[items * Dimension];
        for (int i = 0; i < vectors.Length; i++) vectors[i] = centres[i / Dimension % Topics * Dimension + i % Dimension] + 1.2f * (random.NextSingle() - 0.5f);
        return vectors;
    }

    private static void Say(string what, long count, long started) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} {what} in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s"));
}
