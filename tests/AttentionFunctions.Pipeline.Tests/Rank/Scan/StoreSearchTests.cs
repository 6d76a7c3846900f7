using AttentionFunctions.Testing;
using Xunit;

namespace AttentionFunctions.Rank;

/// <summary>Candidates through Microsoft.Extensions.VectorData, with a store in a file, against those of a table in this process.</summary>
public sealed class StoreSearchTests : IDisposable
{
    private const int Items = 400, Dimension = 24, Biases = 2;

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteVectorCollection<ItemVectorRecord<string>> _collection;
    private readonly string[] _ids = [.. Enumerable.Range(0, Items).Select(i => $"item/{i} ü")];

    public StoreSearchTests() => _collection = Open();

    [Fact]
    public async Task Candidates_of_the_store_are_those_of_the_table()
    {
        VectorTable table = Table(seed: 1);
        await Fill().FillAsync(table, _ids, "v1");
        ICandidateSearch inside = new TableSearch(table), outside = Search("v1");
        var random = new Random(5);
        for (int asked = 0; asked < 6; asked++)
        {
            CandidateQuery query = Query(random);
            using var allowed = new PositionSet(Items);
            for (int position = 0; position < Items; position++)
                if (random.Next(1 + 3 * asked) < 2) allowed.Add(position);
            foreach (int count in new[] { 0, 1, 30, Items + 5 })
            {
                Assert.Equal(await FindAsync(inside, query, null, count), await FindAsync(outside, query, null, count));
                Assert.Equal(await FindAsync(inside, query, allowed, count), await FindAsync(outside, query, allowed, count));
            }
        }
    }

    [Fact]
    public async Task Filling_again_writes_only_what_differs()
    {
        var progress = new Steps();
        FillReport first = await Fill().FillAsync(Table(seed: 1), _ids, "v1", progress);
        Assert.Equal(new FillReport(Items, Items, Items), first);
        Assert.Equal([256, Items], progress.Reports.Select(report => report.Done));

        Assert.Equal(new FillReport(Items, 0, Items), await Fill().FillAsync(Table(seed: 1), _ids, "v1"));

        // One vector of the version changed, say of an item whose text was edited.
        Assert.Equal(new FillReport(Items, 1, Items), await Fill().FillAsync(Table(seed: 1, changed: 300), _ids, "v1"));
    }

    [Fact]
    public async Task A_fill_that_was_interrupted_goes_on_where_it_was()
    {
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Fill().FillAsync(Table(seed: 1), _ids, "v1", new Steps(cancel.Cancel), cancel.Token));
        FillReport second = await Fill().FillAsync(Table(seed: 1), _ids, "v1");
        Assert.Equal(Items - 256, second.Written);
    }

    [Fact]
    public async Task A_new_version_replaces_the_old_without_a_gap()
    {
        VectorTable old = Table(seed: 1), next = Table(seed: 2);
        CandidateQuery query = Query(new Random(3));
        await Fill().FillAsync(old, _ids, "v1");
        await Fill().FillAsync(next, _ids, "v2");
        Assert.Equal(await FindAsync(new TableSearch(old), query, null, 30), await FindAsync(Search("v1"), query, null, 30));
        Assert.Equal(await FindAsync(new TableSearch(next), query, null, 30), await FindAsync(Search("v2"), query, null, 30));

        Assert.Equal(Items, await Fill().RetireOthersAsync("v2"));
        Assert.Empty(await FindAsync(Search("v1"), query, null, 30));
        Assert.Equal(await FindAsync(new TableSearch(next), query, null, 30), await FindAsync(Search("v2"), query, null, 30));
    }

    [Fact]
    public async Task What_the_store_wrote_another_process_finds()
    {
        VectorTable table = Table(seed: 1);
        await Fill().FillAsync(table, _ids, "v1");
        _collection.Dispose();
        using SqliteVectorCollection<ItemVectorRecord<string>> reopened = Open();
        CandidateQuery query = Query(new Random(4));
        Assert.Equal(
            await FindAsync(new TableSearch(table), query, null, 30),
            await FindAsync(new StoreSearch<string>(reopened, "v1", PositionOf), query, null, 30));
    }

    [Fact]
    public async Task A_store_filled_from_another_shape_says_so()
    {
        await _collection.EnsureCollectionExistsAsync();
        var query = new CandidateQuery(new float[Dimension], new float[Biases]);
        await _collection.UpsertAsync([new() { Key = "k", ItemId = _ids[0], Version = "v9", Digest = "", Vector = new float[3] }]);

        // SQLite has no opinion about lengths.
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => FindAsync(Search("v9"), query, null, 1));
        Assert.Contains("has 3 coordinates, the query 26", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_tell_versions_and_items_apart_and_stay_the_same()
    {
        string[] keys = [StoredVectors.TextKey("v1", "a"), StoredVectors.TextKey("v1", "b"), StoredVectors.TextKey("v2", "a"), StoredVectors.TextKey("v1", "a\n")];
        Assert.Equal(4, keys.Distinct().Count());
        Assert.All(keys, key => Assert.Matches("^[0-9a-f]{32}$", key));
        Assert.Equal(Guid.ParseExact(keys[0], "N"), StoredVectors.UniqueKey("v1", "a"));
    }

    public void Dispose()
    {
        _collection.Dispose();
        _folder.Dispose();
    }

    private static async Task<(int Position, float Score)[]> FindAsync(ICandidateSearch search, CandidateQuery query, PositionSet? allowed, int count)
    {
        var best = new (int Position, float Score)[count];
        return best[..await search.FindAsync(query, allowed, best, CancellationToken.None)];
    }

    private static CandidateQuery Query(Random random) =>
        new(Enumerable.Range(0, Dimension).Select(_ => (float)random.NextDouble() - 0.5f).ToArray(), new[] { 1f, -0.5f });

    private static VectorTable Table(int seed, int changed = -1) => VectorTable.Build(Items, Dimension, Biases, (position, vector, biases) =>
    {
        var random = new Random(seed * 1000 + position);
        for (int i = 0; i < vector.Length; i++) vector[i] = (float)random.NextDouble() - 0.5f;
        for (int i = 0; i < biases.Length; i++) biases[i] = (float)random.NextDouble() - (position == changed ? 8 : 0);
    });

    private SqliteVectorCollection<ItemVectorRecord<string>> Open() =>
        new(Path.Join(_folder.Path, "vectors.db"), "items", StoredVectors.Definition<string>(Dimension + Biases));

    private FillVectorStore<string> Fill() => new(_collection, StoredVectors.TextKey);

    private StoreSearch<string> Search(string version) => new(_collection, version, PositionOf);

    private int? PositionOf(string id) => Array.IndexOf(_ids, id) is >= 0 and var position ? position : null;

    private sealed class Steps(Action? then = null) : IProgress<FillReport>
    {
        public List<FillReport> Reports { get; } = [];

        public void Report(FillReport value)
        {
            Reports.Add(value);
            then?.Invoke();
        }
    }
}
