using System.Globalization;
using System.Numerics.Tensors;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Embed;
using AttentionFunctions.Train;

namespace AttentionFunctions.Benchmarks;

/// <summary>
/// What paraphrases do for items that no model has seen, and for searches, in a world whose texts are drawn from sets of synonyms. No language
/// model takes part: the paraphraser knows the sets, or errs about some of the words.
/// </summary>
internal static class ParaphrasedColdItems
{
    private const int Paraphrases = 3, Queries = 500, Cutoff = 10;

    /// <summary>Enough for the most epochs that there are.</summary>
    private const double CoreMinutes = 6;

    private static readonly ITextEncoder Encoder = TextEncoders.Load(new());

    public static int Run(int seed)
    {
        var world = new SynonymWorld(seed);
        var own = Encoder.Encode(world.Texts);
        Console.WriteLine("                                                place by text       likeness of texts   search");
        Print(world, "no paraphrases", own, [], seed);
        foreach (var errs in new[] { 0, 0.25, 0.5 })
        {
            var random = new Random(seed);
            var wordings = world.Texts.Select((text, item) => Wordings(own[item], Enumerable.Range(0, Paraphrases).Select(_ => world.Paraphrase(text, errs, random)))).ToArray();
            float[][] means = [.. wordings.Select(item => item.Mean())];
            var who = errs == 0 ? "knows the synonyms" : string.Create(CultureInfo.InvariantCulture, $"errs about {errs:P0}");
            Print(world, $"{who}: vectors", means, [], seed);
            Print(world, $"{who}: vectors and training", means, [.. wordings.Select(item => item.Vectors.ToArray())], seed);
        }

        return 0;
    }

    private static Paraphrases Wordings(float[] own, IEnumerable<string> said)
    {
        string[] texts = [.. said];
        return new(texts, Encoder.Id, own.Concat(Encoder.Encode(texts).SelectMany(vector => vector)).ToArray());
    }

    private static void Print(SynonymWorld world, string name, float[][] vectors, float[][] views, int seed)
    {
        var set = new SequenceSet([.. Enumerable.Range(0, SynonymWorld.Items).Select(item => $"i{item:D4}")], world.Sequences)
        {
            Texts = new([.. vectors.SelectMany(vector => vector)], Encoder.Dimension, Encoder.Id),
            TextViews = views,
        };
        var cold = ColdItems.Measure(set, new() { Sequence = new() { CoreMinutes = CoreMinutes } }, seed);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-46}  {Quality(cold.ByPlace)}  {Quality(cold.ByText)}  {Quality(Searches(world, vectors, seed))}"));
    }

    /// <summary>Ranks of the item that is looked for, among all.</summary>
    private static double[] Searches(SynonymWorld world, float[][] vectors, int seed)
    {
        var random = new Random(seed);
        int[] items = [.. Enumerable.Range(0, Queries).Select(_ => random.Next(SynonymWorld.Items))];
        var queries = Encoder.Encode([.. items.Select(item => world.Query(item, random))], TextKind.Query);
        return [.. items.Select((item, query) => ColdItems.Rank(Array.ConvertAll(vectors, vector => TensorPrimitives.Dot<float>(queries[query], vector)), item))];
    }

    private static string Quality(IReadOnlyList<double> ranks) => string.Create(CultureInfo.InvariantCulture,
        $"{ranks.Average(rank => rank <= Cutoff ? 1 : 0):F3} {ranks.Average(rank => rank <= Cutoff ? 1 / Math.Log2(1 + rank) : 0):F3}       ");
}
