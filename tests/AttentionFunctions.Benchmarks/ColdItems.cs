using System.Globalization;
using System.Numerics.Tensors;
using AttentionFunctions.Embed;
using AttentionFunctions.Train;

namespace AttentionFunctions.Benchmarks;

/// <summary>
/// How well are items ranked that no model has seen? A tenth of the items is hidden from training; each user who later chose one of them is
/// asked for it, among all hidden items, by what came before.
/// </summary>
internal static class ColdItems
{
    private const int Cutoff = 10;

    /// <summary>Ranks among the hidden items, one per user who chose one.</summary>
    internal sealed record Ranks(int Hidden, IReadOnlyList<double> ByPlace, IReadOnlyList<double> ByText);

    public static int Run(string folder, int seed)
    {
        var ranks = Measure(DatasetFolder.Sequences(folder, TextEncoders.Load(new()), new Progress<string>()), new(), seed);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ranks.Hidden} hidden items, {ranks.ByPlace.Count} users"));
        Print("popularity (all the same: none was ever met)", [.. ranks.ByPlace.Select(_ => (ranks.Hidden + 1) / 2.0)]);
        Print("likeness of texts", ranks.ByText);
        Print("place by text in the sequence model", ranks.ByPlace);
        return 0;
    }

    public static Ranks Measure(SequenceSet set, TrainingOptions options, int seed)
    {
        var hidden = Hidden(set, seed);
        var train = set with { Users = [.. set.Users.Select(user => user with { Interactions = Visible(user.Interactions, hidden) }).Where(user => user.Interactions.Length > 0)] };
        var slice = Splits.LeaveLastOut(train).Validation;
        var model = SequenceFit.For(slice.Train, options, seed)!.Train(slice).Model;
        var cosine = CosineModel.Fit(set, new());
        int[] candidates = [.. Enumerable.Range(0, set.ItemIds.Length).Where(item => hidden[item])];
        var places = Array.ConvertAll(candidates, item => model.VectorOfText(set.Texts.Of(item)));

        var (byPlace, byText) = (new List<double>(), new List<double>());
        var scores = new float[set.ItemIds.Length];
        foreach (var user in set.Users)
        {
            var at = Array.FindIndex(user.Interactions, interaction => hidden[interaction.Item]);
            if (at < 1)
            {
                continue;
            }

            var (history, target) = (user.Interactions[..at], Array.IndexOf(candidates, user.Interactions[at].Item));
            using var query = ((IRetrievalModel)model).Ask(history);
            var encoded = query.Vector.ToArray();
            byPlace.Add(Rank(Array.ConvertAll(places, place => TensorPrimitives.Dot<float>(encoded, place)), target));
            cosine.Score(history, scores);
            byText.Add(Rank(Array.ConvertAll(candidates, item => scores[item]), target));
        }

        return new(candidates.Length, byPlace, byText);
    }

    private static bool[] Hidden(SequenceSet set, int seed)
    {
        var order = Enumerable.Range(0, set.ItemIds.Length).ToArray();
        new Random(seed).Shuffle(order);
        var hidden = new bool[order.Length];
        foreach (var item in order.Take(order.Length / 10))
        {
            hidden[item] = true;
        }

        return hidden;
    }

    private static Interaction[] Visible(Interaction[] interactions, bool[] hidden) => [.. interactions.Where(interaction => !hidden[interaction.Item])];

    /// <summary>From 1; those of the same score share their places.</summary>
    public static double Rank(float[] scores, int target) =>
        1 + scores.Count(score => score > scores[target]) + (scores.Count(score => score == scores[target]) - 1) / 2.0;

    private static void Print(string name, IReadOnlyList<double> ranks) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name,-48} HR@10 {ranks.Average(rank => rank <= Cutoff ? 1 : 0):F4}  NDCG@10 {ranks.Average(rank => rank <= Cutoff ? 1 / Math.Log2(1 + rank) : 0):F4}"));
}
