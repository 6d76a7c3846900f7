using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Store;
using Xunit;

namespace AttentionFunctions.Train;

public sealed class TrainingSetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("training-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Holds_interactions_only_by_user_time_and_event_id()
    {
        var log = new EventLog(new FolderBlobStore(_folder));
        await log.AppendAsync([Event("e3", EventType.View, "zoe", "b", 5), Event("e2", EventType.Like, "zoe", "a", 5), Event("e9", EventType.View, "ann", "b", 1)]);
        await log.AppendAsync([Event("e1", EventType.Purchase, "zoe", "c", 9), Event("e4", EventType.Impression, "zoe", "d", 7), Event("e5", EventType.Dismiss, "ann", "d", 2)]);

        var set = await TrainingSet.FromLogAsync(log, new(new()), ItemCatalogue.Empty);

        Assert.Equal(["a", "b", "c"], set.ItemIds);
        Assert.Equal(["ann", "zoe"], set.Users.Select(user => user.UserKey));
        Assert.Equal([0, 1, 2], set.Users[1].Interactions.Select(interaction => interaction.Item));
        Assert.Equal([EventType.Like, EventType.View, EventType.Purchase], set.Users[1].Interactions.Select(interaction => interaction.Type));
    }

    [Fact]
    public async Task Weighs_by_what_the_item_is_expected_to_hold()
    {
        var log = new EventLog(new FolderBlobStore(_folder));
        await log.AppendAsync([Event("e1", EventType.View, "ann", "a", 1) with { DwellSeconds = 60 }, Event("e2", EventType.View, "ann", "b", 2) with { DwellSeconds = 60 }]);

        var set = await TrainingSet.FromLogAsync(log, new(new()), Catalogue(
            Item("a", "", []) with { Fields = new() { AttentionSeconds = 10 } }, Item("b", "", []) with { Fields = new() { AttentionSeconds = 600 } }));

        Assert.True(set.Users[0].Interactions[0].Weight > set.Users[0].Interactions[1].Weight);
    }

    [Fact]
    public async Task Has_the_vectors_of_the_space_that_most_items_are_in()
    {
        var log = new EventLog(new FolderBlobStore(_folder));
        await log.AppendAsync([.. new[] { "a", "b", "c", "d", "e" }.Select((item, i) => Event($"e{i}", EventType.View, "ann", item, i))]);
        var catalogue = Catalogue(
            Item("a", "lexical", [0.6f, 0.8f]), Item("b", "own:3", [0, 0, 1]), Item("c", "lexical", [1, 0]),
            Item("d", "lexical", [0, 1]) with { Removed = true }, Item("unmet", "own:3", [1, 0, 0]), Item("unmet2", "own:3", [1, 0, 0]));

        var set = await TrainingSet.FromLogAsync(log, new(new()), catalogue);

        Assert.Equal(["a", "b", "c", "d", "e"], set.ItemIds);
        Assert.Equal(2, set.Texts.Dimension);
        Assert.Equal([.. ItemVector.Of([0.6f, 0.8f]).ToArray(), 0, 0, 1, 0, 0, 0, 0, 0], set.Texts.Values);
    }

    [Fact]
    public async Task Without_any_vector_there_are_no_texts()
    {
        var log = new EventLog(new FolderBlobStore(_folder));
        await log.AppendAsync([Event("e1", EventType.View, "ann", "a", 1)]);

        Assert.Same(ItemVectors.None, (await TrainingSet.FromLogAsync(log, new(new()), Catalogue(Item("a", "", [])))).Texts);
    }

    [Fact]
    public async Task Has_the_wordings_that_are_kept_of_the_same_space()
    {
        var store = new FolderBlobStore(_folder);
        var (log, paraphrases) = (new EventLog(store), new ParaphraseStore(store));
        await log.AppendAsync([.. new[] { "a", "b", "c", "d" }.Select((item, i) => Event($"e{i}", EventType.View, "ann", item, i))]);
        await paraphrases.WriteAsync("key-a", new(["again"], "lexical", new float[] { 1, 0, 0, 1 }), TimeProvider.System, CancellationToken.None);
        await paraphrases.WriteAsync("key-b", new(["again"], "other", new float[] { 1, 0, 0, 1 }), TimeProvider.System, CancellationToken.None);
        await paraphrases.WriteAsync("key-c", new([], "lexical", new float[] { 1, 0 }), TimeProvider.System, CancellationToken.None);
        var catalogue = Catalogue([.. new[] { "a", "b", "c" }.Select(id => Item(id, "lexical", [0.6f, 0.8f]) with { Paraphrases = new($"key-{id}", DateTimeOffset.UnixEpoch) }), Item("d", "lexical", [1, 0])]);

        Assert.Equal([[1, 0, 0, 1], [], [], []], (await TrainingSet.FromLogAsync(log, new(new()), catalogue, paraphrases)).TextViews);
        Assert.Empty((await TrainingSet.FromLogAsync(log, new(new()), catalogue)).TextViews);
        Assert.Empty((await TrainingSet.FromLogAsync(log, new(new()), Catalogue(Item("a", "lexical", [1, 0])), paraphrases)).TextViews);
    }

    private static ItemCatalogue Catalogue(params CatalogueItem[] items) => ItemCatalogue.Empty.With(items);

    private static CatalogueItem Item(string id, string space, float[] vector) => new(id, new(), DateTimeOffset.UnixEpoch, "e", Removed: false, ItemVector.Of(vector), space);

    private static AttentionEvent Event(string id, EventType type, string user, string item, int minute) => new()
    {
        Id = id,
        Type = type,
        UserId = user,
        ItemId = item,
        Time = DateTimeOffset.FromUnixTimeMilliseconds(Sequences.StartMs).AddMinutes(minute),
    };
}
