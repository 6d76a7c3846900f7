using System.Text.Json;
using AttentionFunctions.Store;

namespace AttentionFunctions.Rank;

/// <summary>Experiments, each in a blob of its own. Whoever changes one says which state of it they saw.</summary>
public sealed class Experiments
{
    /// <summary>Weightings that a measurement may have: each change costs it the users that it moves.</summary>
    private const int MaxWeightings = 50;

    private readonly IBlobStore _store;
    private readonly TimeProvider _time;
    private readonly RecentCopies<StoredExperiment> _recent;

    public Experiments(IBlobStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        _recent = new RecentCopies<StoredExperiment>(store, time, (blobName, blob, _) => ValueTask.FromResult(Parse(BlobLayout.ExperimentName(blobName), blob)));
    }

    /// <summary>
    /// How to rank for a user: by the experiment as of at most two seconds ago, or as last known while the store is away. Once it is over,
    /// everybody has the first arm.
    /// </summary>
    /// <param name="userKey">The pseudonym.</param>
    /// <returns>Null when there is no such experiment.</returns>
    public async ValueTask<ExperimentArm?> ArmOfAsync(string name, string userKey, CancellationToken cancel = default)
    {
        if (await _recent.GetAsync(BlobLayout.Experiment(name), cancel) is not { Experiment: var experiment }) return null;
        return experiment.EndsAt <= _time.GetUtcNow() ? experiment.Arms[0] : experiment.ArmOf(name, userKey);
    }

    /// <summary>Null when there is none.</summary>
    public async Task<StoredExperiment?> ReadAsync(string name, CancellationToken cancel = default) =>
        await _store.ReadAsync(BlobLayout.Experiment(name), cancel) is { } blob ? Parse(name, blob) : null;

    /// <summary>In ordinal order of names.</summary>
    public async Task<IReadOnlyList<StoredExperiment>> ListAsync(CancellationToken cancel = default)
    {
        var experiments = new List<StoredExperiment>();
        await foreach (BlobEntry entry in _store.ListAsync(BlobLayout.ExperimentsPrefix, cancel))
            if (await ReadAsync(BlobLayout.ExperimentName(entry.Name), cancel) is { } experiment) experiments.Add(experiment);
        return experiments;
    }

    /// <summary>Creates or changes. Other weights or another end keep what was measured; other arms or treatments start the measurement anew.</summary>
    /// <param name="before">The state that is replaced; null to create.</param>
    /// <returns>Null when it exists (creating), or is gone or was changed by somebody else (replacing).</returns>
    public async Task<StoredExperiment?> TryWriteAsync(string name, Experiment experiment, StoredExperiment? before, CancellationToken cancel = default)
    {
        DateTimeOffset now = _time.GetUtcNow();
        bool goesOn = before is not null && before.Weightings.Count < MaxWeightings && before.Experiment.Arms.Count == experiment.Arms.Count
            && before.Experiment.Arms.Zip(experiment.Arms).All(pair => pair.First.TreatsAs(pair.Second));
        bool sameWeights = goesOn && before!.Experiment.Arms.SequenceEqual(experiment.Arms);
        var blob = new ExperimentBlob(
            ExperimentBlob.CurrentFormat, experiment, goesOn ? before!.StartedAt : now, now,
            sameWeights ? before!.Weightings : goesOn ? [.. before!.Weightings, experiment.Arms] : [experiment.Arms]);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(blob, ExperimentJson.Default.ExperimentBlob);
        string blobName = BlobLayout.Experiment(name);
        string? etag = before is null
            ? await _store.TryCreateAsync(blobName, json, cancel)
            : await _store.TryReplaceAsync(blobName, json, before.ETag, cancel);
        _recent.Forget(blobName);
        return etag is null ? null : Of(name, blob, etag);
    }

    private static StoredExperiment Parse(string name, Blob blob) => Of(
        name,
        StoredJson.Parse(
            BlobLayout.Experiment(name), blob.Content.Span, ExperimentJson.Default.ExperimentBlob, stored => stored.FormatVersion, ExperimentBlob.CurrentFormat),
        blob.ETag);

    private static StoredExperiment Of(string name, ExperimentBlob blob, string etag) =>
        new(name, blob.Experiment, blob.StartedAt, blob.UpdatedAt, etag) { Weightings = blob.Weightings };
}
