using System.Text.Json.Serialization.Metadata;
using AttentionFunctions.Store;

namespace AttentionFunctions.Decide;

/// <summary>The stored state of decisions: configuration, what serves, and what the policies have learnt.</summary>
public sealed class DecisionStore(IBlobStore store, TimeProvider time)
{
    public async Task<DecisionConfiguration> ReadConfigurationAsync(CancellationToken cancel = default) =>
        await ReadAsync(BlobLayout.DecisionConfiguration, DecisionJson.Default.DecisionConfiguration, c => c.FormatVersion, DecisionConfiguration.Version, cancel) ?? new();

    public Task<DecisionConfiguration> ConfigureAsync(Func<DecisionConfiguration, DecisionConfiguration> change, CancellationToken cancel = default) =>
        store.UpdateAsync(
            BlobLayout.DecisionConfiguration, stored => change(stored ?? new()).Checked() with { EditedAt = time.GetUtcNow() },
            DecisionJson.Default.DecisionConfiguration, time, cancel);

    public async Task<DecisionState> ReadStateAsync(CancellationToken cancel = default) =>
        await ReadAsync(BlobLayout.DecisionState, DecisionJson.Default.DecisionState, s => s.FormatVersion, DecisionState.Version, cancel) ?? new();

    public Task<DecisionState> UpdateStateAsync(Func<DecisionState, DecisionState> change, CancellationToken cancel = default) =>
        store.UpdateAsync(BlobLayout.DecisionState, stored => change(stored ?? new()), DecisionJson.Default.DecisionState, time, cancel);

    /// <summary>The policy with what it has learnt; a fresh one before its first step.</summary>
    /// <exception cref="FileNotFoundException">What it learnt is gone: replaced by a newer step since the state was read.</exception>
    internal async Task<DecisionPolicy> LoadAsync(PolicyVersion version, CancellationToken cancel = default)
    {
        if (!version.Stored) return new DecisionPolicy(version.Settings);
        Blob saved = await store.ReadAsync(BlobLayout.DecisionPolicy(version.Name), cancel)
            ?? throw new FileNotFoundException($"What policy '{version.Name}' has learnt is not stored any more.");
        return DecisionPolicy.Load(version.Settings, saved.Content);
    }

    internal async Task<PolicyVersion> SaveAsync(DecisionPolicy policy, string name, CancellationToken cancel = default)
    {
        if (!policy.Settings.Learns) return new PolicyVersion(name, policy.Settings, Learnt: policy.Learnt, UpdatedAt: time.GetUtcNow());
        if (await store.TryCreateAsync(BlobLayout.DecisionPolicy(name), policy.Save(), cancel) is null)
            throw new IOException($"There is a policy '{name}' already; policies are never overwritten.");
        return new PolicyVersion(name, policy.Settings, Stored: true, policy.Learnt, time.GetUtcNow());
    }

    internal async Task<byte[]?> ReadPolicyAsync(string name, CancellationToken cancel) =>
        (await store.ReadAsync(BlobLayout.DecisionPolicy(name), cancel))?.Content.ToArray();

    /// <summary>Deletes what policies have learnt that are neither in use nor in the history.</summary>
    internal async Task DeleteUnusedAsync(DecisionState state, CancellationToken cancel)
    {
        HashSet<string> used = [.. state.History.SelectMany(change => new[] { change.Policy.Name, change.Before.Name }), state.Serving.Name];
        if (state.Trial is { } trial) used.Add(trial.Policy.Name);
        var unused = new List<string>();
        await foreach (BlobEntry blob in store.ListAsync(BlobLayout.DecisionPoliciesPrefix, cancel))
        {
            string name = Path.GetFileNameWithoutExtension(blob.Name);
            if (!used.Contains(name)) unused.Add(blob.Name);
        }

        foreach (string name in unused) await store.DeleteAsync(name, cancel: cancel);
    }

    private async Task<T?> ReadAsync<T>(string name, JsonTypeInfo<T> json, Func<T, int> version, int known, CancellationToken cancel)
        where T : class =>
        await store.ReadAsync(name, cancel) is { } blob ? StoredJson.Parse(name, blob.Content.Span, json, version, known) : null;
}
