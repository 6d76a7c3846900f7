using AttentionFunctions.Store;
using Xunit;

namespace AttentionFunctions.Train;

/// <summary>What every model of the blend must keep to.</summary>
internal static class PartnerChecks
{
    public static float[] Scores(this IRecommenderModel model, params Interaction[] history)
    {
        var scores = new float[model.ItemCount];
        model.Score(history, scores);
        return scores;
    }

    /// <param name="expected">Item and score to what the events' shares must add up to.</param>
    public static void ContributionsSum(IRecommenderModel model, Interaction[] history, Func<int, float, float> expected, Func<float, float>? ofSum = null)
    {
        var scores = model.Scores(history);
        var parts = new float[history.Length];
        for (var item = 0; item < scores.Length; item++)
        {
            Array.Fill(parts, float.NaN);
            model.Contributions(history, item, parts);
            Assert.Equal(expected(item, scores[item]), ofSum is null ? parts.Sum() : ofSum(parts.Sum()), 2e-4);
        }
    }

    /// <summary>A model that was stored scores and explains bit by bit as before.</summary>
    public static void RoundTrips<T>(T model, Action<SafeTensorsWriter> write, Func<SafeTensors, T> read, Interaction[] history)
        where T : IRecommenderModel
    {
        var writer = new SafeTensorsWriter();
        write(writer);
        var back = read(SafeTensors.Parse(writer.ToBytes()));
        Assert.Equal(model.Scores(history), back.Scores(history));
        var (mine, theirs) = (new float[history.Length], new float[history.Length]);
        for (var item = 0; item < model.ItemCount; item++)
        {
            model.Contributions(history, item, mine);
            back.Contributions(history, item, theirs);
            Assert.Equal(mine, theirs);
        }
    }
}
