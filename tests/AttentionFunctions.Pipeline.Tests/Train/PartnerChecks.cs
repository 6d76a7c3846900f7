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

    /// <summary>A model that was stored scores bit by bit as before.</summary>
    public static void RoundTrips<T>(T model, Action<SafeTensorsWriter> write, Func<SafeTensors, T> read, Interaction[] history)
        where T : IRecommenderModel
    {
        var writer = new SafeTensorsWriter();
        write(writer);
        var back = read(SafeTensors.Parse(writer.ToBytes()));
        Assert.Equal(model.Scores(history), back.Scores(history));
    }
}
