using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AttentionFunctions.Train;

public sealed class RetrainTests : IDisposable
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(Sequences.StartMs);

    private readonly string _folder = Directory.CreateTempSubdirectory("retrain-").FullName;
    private readonly FakeTimeProvider _time = new(Start.AddDays(30));
    private readonly FolderBlobStore _store;
    private readonly EventLog _log;
    private readonly ModelStore _models;
    private readonly RetrainModel _retrain;

    public RetrainTests()
    {
        _store = new(_folder, _time);
        _log = new(_store);
        _models = new(_store, _time);
        var options = new TrainingOptions { Ials = new() { Factors = 8, Sweeps = 3 }, Sequence = new() { CoreMinutes = 0.0003, Threads = 1 } };
        _retrain = new(_store, _log, new(_store, _time), new(_store), _models, new(new()), options, _time, NullLogger<RetrainModel>.Instance);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_first_model_is_promoted_and_recommends_the_next_step()
    {
        await LogRingAsync(step: 1, since: Start, users: 60);

        var report = await _retrain.RunAsync(new());

        Assert.Equal(RetrainOutcome.Promoted, report.Outcome);
        Assert.Equal(["Popularity", "Markov", "Markov, smoothed", "iALS", "Linear", "Sequence", "Blend"], report.Quality.Select(row => row.Model));
        Assert.Equal(report.Version, (await _models.ReadPointerAsync())!.Current);
        var model = await _models.LoadAsync(report.Version!);
        Assert.Equal("item008", Best(model, "item005", "item006", "item007"));
    }

    [Fact]
    public async Task A_stored_version_scores_exactly_as_it_did_before()
    {
        var set = Sequences.Ring(users: 40, items: 25, length: 8, chance: 0.3, seed: 1);
        await LogAsync(set);
        var report = await _retrain.RunAsync(new() { Seed = 3 });
        var model = await _models.LoadAsync(report.Version!);
        var manifest = (await _models.ReadManifestAsync(report.Version!))!;

        var logged = await TrainingSet.FromLogAsync(_log, new(new()), ItemCatalogue.Empty);
        var fitted = FittedModels.Fit(logged, manifest.Options, seed: 3, () => Refreshed(logged, manifest));
        var blend = new BlendModel(fitted.Blendable, [.. fitted.Blendable.Select(part => manifest.BlendWeights[part.Name])]);

        Assert.Equal(logged.ItemIds, model.ItemIds);
        Assert.Equal(Scores(blend, Sequences.Events(1, 2, 3)), Scores(model.Model, Sequences.Events(1, 2, 3)));
        Assert.Equal(fitted.Popularity.Attention.ToArray(), model.Popularity.ToArray());
        Assert.Equal((logged.InteractionCount, logged.Users.Length, 25), (manifest.Data.Interactions, manifest.Data.Users, manifest.Data.Items));
    }

    [Fact]
    public async Task A_retrain_on_the_same_log_is_stored_but_not_promoted()
    {
        await LogRingAsync(step: 1, since: Start, users: 60);
        var first = await _retrain.RunAsync(new());
        _time.Advance(TimeSpan.FromHours(1));

        var second = await _retrain.RunAsync(new());

        Assert.Equal(RetrainOutcome.NotPromoted, second.Outcome);
        Assert.Equal(first.Version, (await _models.ReadPointerAsync())!.Current);
        Assert.Equal([second.Version, first.Version], (await _models.ListAsync()).Select(manifest => manifest.Version));
        Assert.Equal(first.Version, (await _models.ReadManifestAsync(second.Version!))!.Parent);
    }

    [Fact]
    public async Task When_habits_change_the_model_that_learnt_it_is_promoted()
    {
        await LogRingAsync(step: 1, since: Start, users: 60);
        var first = await _retrain.RunAsync(new());
        _time.Advance(TimeSpan.FromDays(10));
        await LogRingAsync(step: 7, since: Start.AddDays(31), users: 300, firstUser: 1000);

        var second = await _retrain.RunAsync(new());

        Assert.Equal(RetrainOutcome.Promoted, second.Outcome);
        Assert.True(second.Gate!.Lower > 0);
        Assert.Equal([first.Version, second.Version], (await _models.ReadPointerAsync())!.History.Select(promotion => promotion.Version));
    }

    [Fact]
    public async Task An_incumbent_that_cannot_be_read_is_replaced()
    {
        await LogRingAsync(step: 1, since: Start, users: 60);
        var first = await _retrain.RunAsync(new());
        await _store.DeleteAsync(BlobLayout.ModelWeights(first.Version!));
        _time.Advance(TimeSpan.FromHours(1));

        var second = await _retrain.RunAsync(new());

        Assert.Equal(RetrainOutcome.Promoted, second.Outcome);
        Assert.Contains("fails", second.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Promoting_an_older_version_rolls_back()
    {
        await LogRingAsync(step: 1, since: Start, users: 60);
        var first = await _retrain.RunAsync(new());
        _time.Advance(TimeSpan.FromHours(1));
        var second = await _retrain.RunAsync(new() { Force = true });
        Assert.Equal(second.Version, (await _models.ReadPointerAsync())!.Current);

        var pointer = await _models.PromoteAsync(first.Version!, "rolled back");

        Assert.Equal(first.Version, pointer.Current);
        Assert.Equal([first.Version, second.Version, first.Version], pointer.History.Select(promotion => promotion.Version));
        Assert.Equal("rolled back", pointer.History[^1].Reason);
    }

    [Fact]
    public async Task A_version_that_does_not_exist_cannot_be_promoted() =>
        await Assert.ThrowsAsync<FileNotFoundException>(() => _models.PromoteAsync("20260101-000000-abcdef", "by hand"));

    [Fact]
    public async Task A_damaged_version_says_so()
    {
        await LogRingAsync(step: 1, since: Start, users: 60);
        var report = await _retrain.RunAsync(new());
        var name = BlobLayout.ModelWeights(report.Version!);
        var blob = (await _store.ReadAsync(name))!;
        var damaged = blob.Content.ToArray();
        damaged[^1] ^= 1;
        await _store.TryReplaceAsync(name, damaged, blob.ETag);

        await Assert.ThrowsAsync<InvalidDataException>(() => _models.LoadAsync(report.Version!));
    }

    [Fact]
    public async Task A_dry_run_writes_nothing()
    {
        await LogRingAsync(step: 1, since: Start, users: 60);
        var before = Files();

        var report = await _retrain.RunAsync(new() { DryRun = true });

        Assert.Equal(RetrainOutcome.DryRun, report.Outcome);
        Assert.True(report.Gate!.Promote);
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task Too_little_data_is_an_outcome_that_says_what_is_needed()
    {
        await LogRingAsync(step: 1, since: Start, users: 3);

        var report = await _retrain.RunAsync(new());

        Assert.Equal(RetrainOutcome.TooLittleData, report.Outcome);
        Assert.Contains("at least 100 interactions by 10 users", report.Reason, StringComparison.Ordinal);
        Assert.Null(await _models.ReadPointerAsync());
    }

    [Fact]
    public async Task Two_retrains_never_run_at_once()
    {
        await LogRingAsync(step: 1, since: Start, users: 60);
        await using (await _store.TryAcquireLeaseAsync(BlobLayout.RetrainLease, TimeSpan.FromSeconds(60)))
        {
            Assert.Equal(RetrainOutcome.AlreadyRunning, (await _retrain.RunAsync(new())).Outcome);
        }

        Assert.Equal(RetrainOutcome.Promoted, (await _retrain.RunAsync(new())).Outcome);
    }

    [Fact]
    public async Task A_retrain_that_loses_its_lease_stops_and_promotes_nothing()
    {
        await LogRingAsync(step: 1, since: Start, users: 60);
        var stolen = new TaskCompletionSource();
        var progress = new OnFirst<RetrainProgress>(() =>
        {
            // The lease runs out unrenewed and another instance takes it; the next renewal finds that out.
            foreach (var lease in Directory.EnumerateFiles(_folder, "retrain*", SearchOption.AllDirectories).Where(file => file.Contains("lease", StringComparison.Ordinal)))
            {
                File.WriteAllText(lease, "another " + Start.AddYears(1).ToString("O"));
            }

            _time.Advance(TimeSpan.FromSeconds(16));
            stolen.SetResult();
        });

        var report = await _retrain.RunAsync(new(), progress);

        Assert.True(stolen.Task.IsCompleted);
        Assert.Equal(RetrainOutcome.LeaseLost, report.Outcome);
        Assert.Null(await _models.ReadPointerAsync());
    }

    /// <summary>The three trainings of a retrain, one after the other.</summary>
    private static SequenceModel Refreshed(SequenceSet set, ModelManifest manifest)
    {
        var split = RetrainSplit.Of(set);
        var fit = SequenceFit.For(split.Validation.Train, manifest.Options, manifest.Seed)!;
        return fit.Refresh(fit.Refresh(fit.Train(split.Validation), split.Test.Train), set).Model;
    }

    private static string Best(TrainedModel model, params string[] history)
    {
        var items = history.Select(id => model.ItemIds.Index().Single(item => item.Item == id).Index).ToArray();
        var scores = Scores(model.Model, Sequences.Events(items));
        return model.ItemIds[scores.Index().Where(score => !items.Contains(score.Index)).MaxBy(score => score.Item).Index];
    }

    private static float[] Scores(IRecommenderModel model, Interaction[] history)
    {
        var scores = new float[model.ItemCount];
        model.Score(history, scores);
        return scores;
    }

    /// <summary>All but the store's own lock files, which a reader makes too.</summary>
    private string[] Files() => [.. Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}.locks{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private Task LogRingAsync(int step, DateTimeOffset since, int users, int firstUser = 0) => AppendAsync(
        from user in Enumerable.Range(firstUser, users)
        from n in Enumerable.Range(0, 8)
        select Event($"user{user:D4}", $"item{(user * 3 + n * step) % 25:D3}", since.AddMinutes(user + n * 60)));

    private Task LogAsync(SequenceSet set) => AppendAsync(
        from user in set.Users
        from interaction in user.Interactions
        select Event(user.UserKey, set.ItemIds[interaction.Item], DateTimeOffset.FromUnixTimeMilliseconds(interaction.TimeMs)));

    private async Task AppendAsync(IEnumerable<AttentionEvent> events) => await _log.AppendAsync([.. events]);

    private static AttentionEvent Event(string user, string item, DateTimeOffset time) =>
        new() { Id = $"{user} {item} {time.ToUnixTimeMilliseconds()}", Type = EventType.View, UserId = user, ItemId = item, Time = time };

    private sealed class OnFirst<T>(Action act) : IProgress<T>
    {
        private int _calls;

        public void Report(T value)
        {
            if (Interlocked.Increment(ref _calls) == 1)
            {
                act();
            }
        }
    }
}
