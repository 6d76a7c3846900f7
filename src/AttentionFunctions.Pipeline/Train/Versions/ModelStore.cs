using System.Text;
using System.Text.Json;
using AttentionFunctions.Store;

namespace AttentionFunctions.Train;

/// <summary>Model versions: written once, never changed; a pointer, swapped by ETag, says which one serves.</summary>
public sealed class ModelStore(IBlobStore store, TimeProvider time)
{
    private const string ManifestSuffix = "/manifest.json";

    /// <summary>Null before the first promotion.</summary>
    public async Task<ModelPointer?> ReadPointerAsync(CancellationToken cancel = default)
    {
        if (await store.ReadAsync(BlobLayout.ModelsPointer, cancel) is not { } blob)
        {
            return null;
        }

        return StoredJson.Parse(
            BlobLayout.ModelsPointer, blob.Content.Span, ModelJson.Default.ModelPointer, pointer => pointer.FormatVersion, ModelManifest.CurrentFormat);
    }

    public async Task<bool> ExistsAsync(string version, CancellationToken cancel = default) =>
        await store.GetETagAsync(BlobLayout.ModelManifest(version), cancel) is not null;

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<ModelManifest>> ListAsync(CancellationToken cancel = default)
    {
        var manifests = new List<ModelManifest>();
        await foreach (var entry in store.ListAsync(BlobLayout.ModelsPrefix, cancel))
        {
            if (entry.Name.EndsWith(ManifestSuffix, StringComparison.Ordinal) && await store.ReadAsync(entry.Name, cancel) is { } blob)
            {
                manifests.Add(ParseManifest(entry.Name, blob));
            }
        }

        manifests.Reverse();
        return manifests;
    }

    /// <summary>Null when there is no such version.</summary>
    public async Task<ModelManifest?> ReadManifestAsync(string version, CancellationToken cancel = default)
    {
        var name = BlobLayout.ModelManifest(version);
        return await store.ReadAsync(name, cancel) is { } blob ? ParseManifest(name, blob) : null;
    }

    /// <summary>The version's card, Markdown; null when there is no such version, or it was made without one.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadCardAsync(string version, CancellationToken cancel = default) =>
        await store.ReadAsync(BlobLayout.ModelCard(version), cancel) is { } blob ? blob.Content : null;

    /// <exception cref="FileNotFoundException">There is no such version.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or of a newer format.</exception>
    public async Task<TrainedModel> LoadAsync(string version, CancellationToken cancel = default)
    {
        var manifest = await ReadManifestAsync(version, cancel) ?? throw new FileNotFoundException($"There is no model version {version}.");
        var weights = await store.ReadAsync(BlobLayout.ModelWeights(version), cancel)
            ?? throw new FileNotFoundException($"Model version {version} has no weights.");
        return ModelFile.Read(weights.Content, manifest);
    }

    /// <summary>What a training may go on from; null when the version has none, or it cannot be read.</summary>
    internal async Task<SequenceStart?> ReadStartAsync(string version, CancellationToken cancel = default)
    {
        try
        {
            return await store.ReadAsync(BlobLayout.ModelStart(version), cancel) is { } blob ? SequenceStart.Parse(blob.Content) : null;
        }
        catch (InvalidDataException)
        {
            // It only saves time.
            return null;
        }
    }

    /// <summary>Files of a version beside its weights; to be written before the version exists.</summary>
    internal Task AddFileAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancel = default) => store.TryCreateAsync(name, content, cancel);

    /// <summary>The version exists once its manifest does, so the manifest comes last.</summary>
    /// <param name="card">Null leaves it out.</param>
    /// <exception cref="IOException">The version exists.</exception>
    public async Task SaveAsync(ModelManifest manifest, ReadOnlyMemory<byte> weights, ModelCard? card = null, CancellationToken cancel = default)
    {
        // Weights without a manifest are what a killed retrain left; the version's name holds their hash, so they are the same.
        await store.TryCreateAsync(BlobLayout.ModelWeights(manifest.Version), weights, cancel);
        await CreateTextAsync(BlobLayout.ModelCard(manifest.Version), card?.Markdown, cancel);
        await CreateTextAsync(BlobLayout.ModelCurve(manifest.Version), card?.CurveSvg, cancel);
        var json = JsonSerializer.SerializeToUtf8Bytes(manifest, ModelJson.Default.ModelManifest);
        if (await store.TryCreateAsync(BlobLayout.ModelManifest(manifest.Version), json, cancel) is null)
        {
            throw new IOException($"Model version {manifest.Version} exists.");
        }
    }

    /// <summary>Makes a stored version the serving one; an older one is a rollback. Promoting the current one changes nothing.</summary>
    /// <param name="reason">For the history.</param>
    /// <exception cref="FileNotFoundException">There is no such version.</exception>
    public async Task<ModelPointer> PromoteAsync(string version, string reason, CancellationToken cancel = default)
    {
        if (!await ExistsAsync(version, cancel))
        {
            throw new FileNotFoundException($"There is no model version {version}.");
        }

        return await store.UpdateAsync(BlobLayout.ModelsPointer, pointer =>
        {
            if (pointer is not null)
            {
                StoredJson.CheckFormat(BlobLayout.ModelsPointer, pointer.FormatVersion, ModelManifest.CurrentFormat);
            }

            return pointer?.Current == version
                ? pointer
                : new(ModelPointer.CurrentFormat, version, [.. pointer?.History ?? [], new(version, time.GetUtcNow(), reason)]);
        }, ModelJson.Default.ModelPointer, time, cancel);
    }

    private async Task CreateTextAsync(string name, string? text, CancellationToken cancel)
    {
        if (text is not null)
        {
            await store.TryCreateAsync(name, Encoding.UTF8.GetBytes(text), cancel);
        }
    }

    private static ModelManifest ParseManifest(string name, Blob blob) =>
        StoredJson.Parse(name, blob.Content.Span, ModelJson.Default.ModelManifest, manifest => manifest.FormatVersion, ModelManifest.CurrentFormat);
}
