using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Train;
using Xunit;

namespace AttentionFunctions.Rank;

/// <summary>What is served is what was evaluated.</summary>
public sealed class ServedQualityTests
{
    private const int Users = 150, Items = 60, Groups = 6, Steps = 9, Cutoff = 10;

    [Fact]
    public async Task NDCG_of_served_slates_is_the_offline_evaluation_of_the_model_to_four_decimals()
    {
        using var fixture = new IngestFixture(training: new TrainingOptions { Sequence = new SequenceOptions { CoreMinutes = 0.05 } });
        var random = new Random(4);
        int[][] walks = [.. Enumerable.Range(0, Users).Select(_ => Walk(random))];
        await fixture.IngestAsync(walks.SelectMany((walk, user) => walk[..^1].Select((item, step) => View(user, item, step))));
        await fixture.Get<RetrainModel>().RunAsync(new RetrainRequest());
        fixture.Time.Advance(TimeSpan.FromSeconds(5));

        TrainedModel model = (await fixture.Get<CurrentModel>().GetAsync())!.Trained;
        Assert.True(model.Parts.Count > 1, "One model alone would not test the blend.");
        SequenceSet set = await TrainingSet.FromLogAsync(fixture.Get<Store.EventLog>(), fixture.Get<AttentionWeight>(), await fixture.Get<Catalogue.CatalogueStore>().CurrentAsync());
        var index = set.ItemIds.Index().ToDictionary(item => item.Item, item => item.Index);

        double served = 0, offline = 0;
        foreach (UserSequence user in set.Users)
        {
            int[] walk = walks.Single(walk => fixture.KeyOf($"user{Array.IndexOf(walks, walk)}") == user.UserKey);
            string target = Name(walk[^1]);
            Slate slate = await fixture.Get<RecommendForUser>().HandleAsync(new RankRequest(user.UserKey, Cutoff));
            served += Gain(slate.Items.Select(item => item.ItemId).ToList().IndexOf(target));

            var scores = new float[model.ItemIds.Count];
            model.Model.Score(user.Interactions, scores);
            foreach (Interaction seen in user.Interactions) scores[seen.Item] = float.NegativeInfinity;
            int better = scores.Count(score => score > scores[index[target]]);
            offline += float.IsNegativeInfinity(scores[index[target]]) ? 0 : Gain(better);
        }

        Assert.Equal(offline / set.Users.Length, served / set.Users.Length, 0.00005);
        Assert.True(served / set.Users.Length > 0.2, "A model that knows nothing would not test much.");
    }

    private static double Gain(int rank) => rank is >= 0 and < Cutoff ? 1 / Math.Log2(2 + rank) : 0;

    /// <summary>Most steps stay in the group that the person likes, some go on to the item after: no single model sees both.</summary>
    private static int[] Walk(Random random)
    {
        int at = random.Next(Items), liked = random.Next(Groups);
        return [.. Enumerable.Range(0, Steps).Select(_ => at = random.NextDouble() < 0.2
            ? (at + 1) % Items
            : (random.Next(Items / Groups) * Groups) + liked)];
    }

    private static string Name(int item) => $"item{item:00}";

    private static AttentionEvent View(int user, int item, int step) => new()
    {
        Id = $"{user}-{step}",
        Type = EventType.View,
        Time = IngestFixture.Now.AddMinutes(-600 + step * 20 + user % 7),
        UserId = $"user{user}",
        ItemId = Name(item),
    };
}
