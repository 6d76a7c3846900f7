using System.Globalization;
using System.Text.Json;
using AttentionFunctions.Store;

namespace AttentionFunctions.Rank;

/// <summary>Rules under a name: every change is a new version, and a pointer, swapped by ETag, says which one serves.</summary>
/// <remarks>A version without a pointer to it is what a killed writer left; it is listed, and the next one takes the next number.</remarks>
public sealed class PolicyStore
{
    public const int MaxNameLength = 64;

    private readonly IBlobStore _store;
    private readonly TimeProvider _time;
    private readonly RecentCopies<CurrentPolicy> _current;

    public PolicyStore(IBlobStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        _current = new RecentCopies<CurrentPolicy>(store, time, LoadAsync);
    }

    /// <summary>A name is part of a blob's name, so only what is safe there.</summary>
    public static bool IsName(string name) =>
        name.Length is >= 1 and <= MaxNameLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>In ordinal order of names.</summary>
    public async Task<IReadOnlyList<PolicyState>> ListAsync(CancellationToken cancel = default)
    {
        var versions = new SortedDictionary<string, List<int>>(StringComparer.Ordinal);
        await foreach (BlobEntry entry in _store.ListAsync(BlobLayout.PoliciesPrefix, cancel))
            if (entry.Name[BlobLayout.PoliciesPrefix.Length..].Split('/') is [var name, var version])
                (versions.TryGetValue(name, out List<int>? known) ? known : versions[name] = []).Add(Number(version));
        var states = new List<PolicyState>();
        foreach ((string name, List<int> numbers) in versions)
            if (await ReadPointerAsync(name, cancel) is { } pointer) states.Add(new PolicyState(name, pointer.Current, numbers, pointer.History));
        return states;
    }

    /// <summary>Null when there is no such policy.</summary>
    public async Task<PolicyState?> ReadStateAsync(string name, CancellationToken cancel = default)
    {
        if (await ReadPointerAsync(name, cancel) is not { } pointer) return null;
        return new PolicyState(name, pointer.Current, await VersionsAsync(name, cancel), pointer.History);
    }

    /// <summary>Null when there is no such version.</summary>
    public async Task<StoredPolicy?> ReadAsync(string name, int version, CancellationToken cancel = default)
    {
        string blobName = BlobLayout.PolicyVersion(name, version);
        if (await _store.ReadAsync(blobName, cancel) is not { } blob) return null;
        PolicyBlob stored = StoredJson.Parse(
            blobName, blob.Content.Span, PolicyJson.Default.PolicyBlob, stored => stored.FormatVersion, PolicyBlob.CurrentFormat);
        return new StoredPolicy(name, version, stored.Rules, stored.CreatedAt, stored.Note);
    }

    /// <summary>Stores a new version and makes it the current one.</summary>
    /// <exception cref="InvalidRulesException">The rules have faults; nothing is stored.</exception>
    public async Task<StoredPolicy> SaveAsync(string name, RankingRules rules, string? note = null, CancellationToken cancel = default)
    {
        _ = RuleSet.Of(rules);
        var blob = new PolicyBlob(PolicyBlob.CurrentFormat, rules, _time.GetUtcNow(), note);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(blob, PolicyJson.Default.PolicyBlob);
        IReadOnlyList<int> known = await VersionsAsync(name, cancel);
        int version = known.Count > 0 ? known[^1] + 1 : 1;

        // Somebody else may take the same number; then the next one is free.
        while (await _store.TryCreateAsync(BlobLayout.PolicyVersion(name, version), json, cancel) is null) version++;
        await TurnAsync(name, version, cancel);
        return new StoredPolicy(name, version, rules, blob.CreatedAt, note);
    }

    /// <summary>Makes a version the current one again.</summary>
    /// <returns>Null when there is no such version.</returns>
    /// <exception cref="InvalidRulesException">It was valid once, but this app knows better.</exception>
    public async Task<StoredPolicy?> RestoreAsync(string name, int version, CancellationToken cancel = default)
    {
        if (await ReadAsync(name, version, cancel) is not { } policy) return null;
        _ = RuleSet.Of(policy.Rules);
        await TurnAsync(name, version, cancel);
        return policy;
    }

    /// <summary>The current version, read and ready: as of at most two seconds ago, or as last known while the store is away.</summary>
    /// <returns>Null when there is no such policy.</returns>
    internal ValueTask<CurrentPolicy?> CurrentAsync(string name, CancellationToken cancel = default) =>
        _current.GetAsync(BlobLayout.Policy(name), cancel);

    private async ValueTask<CurrentPolicy> LoadAsync(string blobName, Blob blob, CancellationToken cancel)
    {
        string name = BlobLayout.PolicyName(blobName);
        int version = Pointer(blobName, blob).Current;
        StoredPolicy policy = await ReadAsync(name, version, cancel) ?? throw new InvalidDataException($"Version {version} of policy {name} is gone.");
        return new CurrentPolicy(name, version, RuleSet.Of(policy.Rules));
    }

    private async Task<PolicyPointer?> ReadPointerAsync(string name, CancellationToken cancel)
    {
        string blobName = BlobLayout.Policy(name);
        return await _store.ReadAsync(blobName, cancel) is { } blob ? Pointer(blobName, blob) : null;
    }

    private async Task TurnAsync(string name, int version, CancellationToken cancel)
    {
        string blobName = BlobLayout.Policy(name);
        await _store.UpdateAsync(blobName, pointer =>
        {
            if (pointer is not null) StoredJson.CheckFormat(blobName, pointer.FormatVersion, PolicyPointer.CurrentFormat);
            var turn = new PolicyTurn(version, _time.GetUtcNow());
            return new PolicyPointer(PolicyPointer.CurrentFormat, version, [.. (pointer?.History ?? []).TakeLast(PolicyPointer.MaxHistory - 1), turn]);
        }, PolicyJson.Default.PolicyPointer, _time, cancel);
        _current.Forget(blobName);
    }

    private async Task<IReadOnlyList<int>> VersionsAsync(string name, CancellationToken cancel)
    {
        string prefix = BlobLayout.PolicyVersionsPrefix(name);
        var versions = new List<int>();
        await foreach (BlobEntry entry in _store.ListAsync(prefix, cancel)) versions.Add(Number(entry.Name[prefix.Length..]));
        return versions;
    }

    private static PolicyPointer Pointer(string blobName, Blob blob) => StoredJson.Parse(
        blobName, blob.Content.Span, PolicyJson.Default.PolicyPointer, pointer => pointer.FormatVersion, PolicyPointer.CurrentFormat);

    private static int Number(string fileName) => int.Parse(Path.GetFileNameWithoutExtension(fileName), NumberStyles.None, CultureInfo.InvariantCulture);
}

/// <summary>A policy as it serves now.</summary>
internal sealed record CurrentPolicy(string Name, int Version, RuleSet Rules);
