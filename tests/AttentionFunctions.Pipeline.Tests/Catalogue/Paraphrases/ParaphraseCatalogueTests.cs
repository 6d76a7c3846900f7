using System.Numerics.Tensors;
using AttentionFunctions.Embed;
using AttentionFunctions.Events;
using AttentionFunctions.Store;
using Xunit;

namespace AttentionFunctions.Catalogue;

public sealed class ParaphraseCatalogueTests : IDisposable
{
    private readonly ParaphraseFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task An_item_gets_the_direction_of_all_its_wordings()
    {
        await _fixture.AddAsync("a", "sourdough bread at home");

        ParaphraseReport report = await _fixture.RunAsync();

        Assert.Equal(new ParaphraseReport(Items: 1, Asked: 1, Tokens: ParaphraseFixture.Cost, Waiting: 0), report);
        float[] sum = new float[ParaphraseFixture.Encoder.Dimension];
        foreach (string wording in new[] { "sourdough bread at home", "sourdough bread at home anew", "sourdough bread at home again" })
            TensorPrimitives.Add(sum, ParaphraseFixture.VectorOf(wording), sum);
        CatalogueItem item = await _fixture.ItemAsync("a");
        Assert.Equal(1, TensorPrimitives.CosineSimilarity<float>(sum, item.Vector.ToArray()), 1e-3);
        Assert.Equal(1, TensorPrimitives.Norm<float>(item.Vector.ToArray()), 1e-3);
        Assert.Equal(ParaphraseFixture.Encoder.Id, item.VectorSpace);
    }

    [Fact]
    public async Task A_search_finds_an_item_by_words_that_only_a_paraphrase_has()
    {
        await _fixture.AddAsync("bike", "repairing bicycle brakes");
        await _fixture.AddAsync("soup", "cooking lentil soup");
        float[] query = ParaphraseFixture.Encoder.Encode(["fixing cycles"], TextKind.Query)[0];
        Assert.True(await LikenessAsync("bike") < 0.2);
        _fixture.Model.Answer = text => text.Contains("brakes", StringComparison.Ordinal) ? ["fixing cycles that do not stop"] : [];

        await _fixture.RunAsync();

        Assert.True(await LikenessAsync("bike") > 0.3);
        Assert.True(await LikenessAsync("soup") < 0.2);

        async Task<float> LikenessAsync(string id)
        {
            CatalogueItem item = await _fixture.ItemAsync(id);
            return item.Vector.Dot(query);
        }
    }

    [Fact]
    public async Task A_text_is_paid_for_once()
    {
        await _fixture.AddAsync("a", "one text");
        await _fixture.AddAsync("b", "one text");
        Assert.Equal(2, (await _fixture.RunAsync()).Items);
        Assert.Equal(0, (await _fixture.RunAsync()).Items);
        CatalogueItem before = await _fixture.ItemAsync("a");

        // The catalogue is made again from the log: its vectors come back, and nobody is asked.
        await _fixture.Store.DeleteAsync(BlobLayout.ItemsPointer);
        await new CatalogueStore(_fixture.Store, _fixture.Time).AddAsync([_fixture.Item("a", "one text", minute: 1)]);
        Assert.Equal((1, 0), await RanAsync());
        Assert.Equal(before.Vector.ToArray(), (await _fixture.ItemAsync("a")).Vector.ToArray());
        Assert.Single(_fixture.Model.Asked);

        async Task<(int, int)> RanAsync()
        {
            ParaphraseReport report = await _fixture.RunAsync();
            return (report.Items, report.Asked);
        }
    }

    [Fact]
    public async Task Another_text_model_seed_or_count_is_asked_for_anew()
    {
        await _fixture.AddAsync("a", "one text");
        await _fixture.RunAsync();
        await _fixture.AddAsync("a", "another text", minute: 1);
        Assert.Equal(1, (await _fixture.RunAsync()).Asked);
        Assert.Equal(1, (await _fixture.RunAsync(_fixture.Options with { Seed = 2 })).Asked);
        Assert.Equal(1, (await _fixture.RunAsync(_fixture.Options with { Count = 1 })).Asked);
        _fixture.Model.Id = "better";
        Assert.Equal(1, (await _fixture.RunAsync()).Asked);
        _fixture.Model.Id = "scripted";
        Assert.Equal((1, 0), ((await _fixture.RunAsync()).Items, (await _fixture.RunAsync()).Asked));
    }

    [Fact]
    public async Task What_the_budget_of_a_run_does_not_pay_for_waits_for_the_next_the_newest_first()
    {
        for (int i = 0; i < 6; i++) await _fixture.AddAsync($"i{i}", $"text number {i}", minute: i);
        ParaphraseOptions options = _fixture.Options with { TokensPerRun = 4 * ParaphraseFixture.Cost };

        // Each call reserves twice what it costs: two together, and then one that the rest still pays for.
        ParaphraseReport report = await _fixture.RunAsync(options);

        Assert.Equal((2, 4), (report.Asked, report.Waiting));
        Assert.Equal(["text number 5", "text number 4"], _fixture.Model.Asked);
        Assert.Equal((2, 2), (await RunAgainAsync(), await RunAgainAsync()));
        Assert.Equal(0, await RunAgainAsync());

        async Task<int> RunAgainAsync() => (await _fixture.RunAsync(options)).Asked;
    }

    [Fact]
    public async Task A_day_has_a_budget_too()
    {
        for (int i = 0; i < 6; i++) await _fixture.AddAsync($"i{i}", $"text number {i}", minute: i);
        ParaphraseOptions options = _fixture.Options with { TokensPerDay = 5 * ParaphraseFixture.Cost };

        Assert.Equal(2, (await _fixture.RunAsync(options)).Asked);
        Assert.Equal(1, (await _fixture.RunAsync(options)).Asked);
        Assert.Equal(1, (await _fixture.RunAsync(options)).Asked);
        Assert.Equal(0, (await _fixture.RunAsync(options)).Asked);
        _fixture.Time.Advance(TimeSpan.FromHours(14));
        Assert.Equal(2, (await _fixture.RunAsync(options)).Asked);
    }

    [Fact]
    public async Task Off_or_without_a_model_nothing_changes()
    {
        await _fixture.AddAsync("a", "one text");
        string[] before = await BlobsAsync();

        await _fixture.RunAsync(new ParaphraseOptions());
        await _fixture.RunAsync(model: false);

        Assert.Empty(_fixture.Model.Asked);
        Assert.Equal(before, await BlobsAsync());
    }

    [Fact]
    public async Task Turned_off_vectors_are_of_the_items_own_text_again_but_not_where_the_model_is_away()
    {
        await _fixture.AddAsync("a", "one text");
        await _fixture.RunAsync();

        await _fixture.RunAsync(model: false);
        Assert.NotEqual(ParaphraseFixture.VectorOf("one text"), (await _fixture.ItemAsync("a")).Vector.ToArray());

        _fixture.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, (await _fixture.RunAsync(new ParaphraseOptions(), model: false)).Items);
        Assert.Equal(ParaphraseFixture.VectorOf("one text"), (await _fixture.ItemAsync("a")).Vector.ToArray());
        Assert.Equal(0, (await _fixture.RunAsync(new ParaphraseOptions())).Items);

        _fixture.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal((1, 0), ((await _fixture.RunAsync()).Items, (await _fixture.RunAsync()).Asked));
    }

    [Fact]
    public async Task A_text_that_gets_no_paraphrase_keeps_its_vector_and_is_not_asked_for_again()
    {
        await _fixture.AddAsync("a", "one text");
        _fixture.Model.Answer = _ => ["One text!", "one text https://example.org"];

        Assert.Equal(1, (await _fixture.RunAsync()).Asked);

        Assert.Equal(ParaphraseFixture.VectorOf("one text"), (await _fixture.ItemAsync("a")).Vector.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(0, (await _fixture.RunAsync()).Asked);
    }

    [Fact]
    public async Task A_model_that_is_away_ends_the_run_and_is_asked_again_in_the_next()
    {
        for (int i = 0; i < 20; i++) await _fixture.AddAsync($"i{i}", $"text number {i}", minute: i);
        _fixture.Model.Answer = _ => null;

        ParaphraseReport report = await _fixture.RunAsync();

        Assert.Equal((0, 8, 20), (report.Items, report.Asked, report.Waiting));
        _fixture.Model.Answer = _ => [];
        Assert.Equal(20, (await _fixture.RunAsync()).Items);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_keeps_what_was_answered()
    {
        for (int i = 0; i < 8; i++) await _fixture.AddAsync($"i{i}", $"text number {i}", minute: i);
        using var stop = new CancellationTokenSource();
        _fixture.Model.Answer = text =>
        {
            if (_fixture.Model.Asked.Count == 5) stop.Cancel();
            return [$"{text} anew"];
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _fixture.RunAsync(cancel: stop.Token));

        _fixture.Model.Asked.Clear();
        ParaphraseReport report = await _fixture.RunAsync();
        Assert.Equal((8, 4), (report.Items, report.Asked));
    }

    [Fact]
    public async Task An_update_that_leaves_the_text_keeps_the_vector_and_one_that_came_in_between_wins()
    {
        await _fixture.AddAsync("a", "one text");
        CatalogueItem stale = await _fixture.ItemAsync("a");
        await _fixture.RunAsync();
        CatalogueItem paraphrased = await _fixture.ItemAsync("a");

        await _fixture.Catalogue.AddAsync([stale]);
        Assert.Equal(paraphrased.Vector.ToArray(), (await _fixture.ItemAsync("a")).Vector.ToArray());

        var changes = new Ingest.ItemChanges(_fixture.Catalogue, ParaphraseFixture.Encoder);
        var dearer = new AttentionEvent { Id = "later", Type = EventType.ItemUpserted, ItemId = "a", Time = _fixture.Time.GetUtcNow().AddHours(1), Item = new() { Title = "one text", Price = 3 } };
        await changes.ApplyAsync(await changes.PrepareAsync([dearer]));
        CatalogueItem updated = await _fixture.ItemAsync("a");
        Assert.Equal((3.0, paraphrased.Paraphrases), (updated.Fields.Price!.Value, updated.Paraphrases));
        Assert.Equal(paraphrased.Vector.ToArray(), updated.Vector.ToArray());

        await changes.ApplyAsync(await changes.PrepareAsync([dearer with { Id = "last", Time = dearer.Time.AddHours(1), Item = new() { Title = "a new text" } }]));
        Assert.Equal(ParaphraseFixture.VectorOf("a new text"), (await _fixture.ItemAsync("a")).Vector.ToArray());
        Assert.Equal(0, (await _fixture.RunAsync()).Waiting);
        Assert.NotEqual(ParaphraseFixture.VectorOf("a new text"), (await _fixture.ItemAsync("a")).Vector.ToArray());
    }

    [Fact]
    public async Task Another_encoder_encodes_what_is_kept_and_asks_nobody()
    {
        await _fixture.AddAsync("a", "one text");
        await _fixture.RunAsync();
        var other = new Reversed();
        await _fixture.Catalogue.AddAsync([_fixture.Item("a", "one text", minute: 1) with { Vector = ItemVector.Of(other.Encode(["one text"])[0]), VectorSpace = other.Id }]);

        ParaphraseReport report = await _fixture.RunAsync(encoder: other);

        Assert.Equal((1, 0), (report.Items, report.Asked));
        Assert.NotEqual(ItemVector.Of(other.Encode(["one text"])[0]).ToArray(), (await _fixture.ItemAsync("a")).Vector.ToArray());
    }

    [Fact]
    public async Task Vectors_that_applications_bring_stay_as_they_are()
    {
        await _fixture.Catalogue.AddAsync([_fixture.Item("a", "one text") with { Vector = ItemVector.Of([0.6f, 0.8f]), VectorSpace = CatalogueItem.OwnSpace(2) }]);
        Assert.Equal(new ParaphraseReport(), await _fixture.RunAsync());
    }

    [Fact]
    public async Task One_run_at_a_time()
    {
        await _fixture.AddAsync("a", "one text");
        await using IBlobLease? lease = await _fixture.Store.TryAcquireLeaseAsync(BlobLayout.ParaphraseLease, TimeSpan.FromSeconds(60));
        Assert.Equal(new ParaphraseReport(), await _fixture.RunAsync());
    }

    [Fact]
    public async Task A_run_has_its_time()
    {
        for (int i = 0; i < 12; i++) await _fixture.AddAsync($"i{i}", $"text number {i}", minute: i);
        _fixture.Model.Answer = text =>
        {
            _fixture.Time.Advance(TimeSpan.FromSeconds(10));
            return [$"{text} anew"];
        };

        Assert.Equal((4, 8), (await RanAsync(30), (await _fixture.RunAsync()).Items));

        async Task<int> RanAsync(int seconds) => (await _fixture.RunAsync(_fixture.Options with { SecondsPerRun = seconds })).Items;
    }

    [Fact]
    public async Task A_blob_of_another_version_is_refused_with_its_name()
    {
        await _fixture.AddAsync("a", "one text");
        string name = BlobLayout.Paraphrases(ParaphraseStore.KeyOf("one text", "scripted", 2, 1));
        await _fixture.Store.TryCreateAsync(name, new SafeTensorsWriter().Metadata("formatVersion", "2").ToBytes());
        Assert.Contains(name, (await Assert.ThrowsAsync<InvalidDataException>(() => _fixture.RunAsync())).Message);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(9, 1)]
    [InlineData(1, 0)]
    public void Options_out_of_range_stop_the_start(int count, int seconds) => Assert.Contains(
        "Paraphrases", Assert.Throws<InvalidOperationException>(() => new ParaphraseOptions { Count = count, SecondsPerRun = seconds }.Checked()).Message);

    private async Task<string[]> BlobsAsync()
    {
        var names = new List<string>();
        await foreach (BlobEntry entry in _fixture.Store.ListAsync("")) names.Add(entry.Name);
        return [.. names];
    }

    /// <summary>The same vectors from the other end: another space.</summary>
    private sealed class Reversed : ITextEncoder
    {
        public string Id => "reversed";

        public int Dimension => ParaphraseFixture.Encoder.Dimension;

        public float[][] Encode(IReadOnlyList<string> texts, TextKind kind = TextKind.Document, CancellationToken cancel = default) =>
            [.. ParaphraseFixture.Encoder.Encode(texts, kind, cancel).Select(vector => vector.Reverse().ToArray())];
    }
}
