using System.Text.Json;

namespace AttentionFunctions.Decide;

/// <summary>Which policy decides: trials in the shadow and as canary, promotion by what the log proves, rollback, import and export.</summary>
public sealed class PolicyControl(DecisionStore store, DecisionLog log, EvaluatePolicies evaluate, ServingPolicy serving, TimeProvider time)
{
    private const string TrialName = "trial";

    /// <summary>Decisions behind an answer of a tree: fewer would be chance.</summary>
    private const int SmallestLeaf = 20;

    /// <summary>Enough for any readable tree, and within a second and 1 GiB.</summary>
    private const int MaxDistilled = 100_000;

    /// <summary>Starts a trial with what the settings learn from the stored log, or moves the running one with the same settings to another stage.</summary>
    /// <param name="share">Of the decisions, 0 to 0.5: 0 is the shadow, more a canary.</param>
    public async Task<DecisionState> TryAsync(PolicySettings settings, double share, CancellationToken cancel = default)
    {
        if (!(share is >= 0 and <= 0.5)) throw new InvalidDecisionException("share must be from 0 (shadow) to 0.5 (canary).");
        TrialStage stage = share > 0 ? TrialStage.Canary : TrialStage.Shadow;
        DecisionState now = await store.ReadStateAsync(cancel);
        PolicyVersion policy = now.Trial is { } running && running.Policy.Settings == settings.Checked() with { Tree = running.Policy.Settings.Tree }
            && settings.Tree is null ? running.Policy : await FitAsync(settings, cancel);
        return await ChangeAsync(state => state with { Trial = new Trial(policy, stage, share, time.GetUtcNow()) }, cancel);
    }

    public Task<DecisionState> AbandonTrialAsync(CancellationToken cancel = default) => ChangeAsync(state => state with { Trial = null }, cancel);

    /// <summary>
    /// Promotes the trial if the log proves that it is better, by the <see cref="DoubleCondition"/>; what looks ahead over sessions is judged by
    /// sessions.
    /// </summary>
    /// <param name="force">Promote whatever the log says; the history says so.</param>
    public async Task<PromotionReport> PromoteAsync(bool force, CancellationToken cancel = default)
    {
        DecisionState before = await store.ReadStateAsync(cancel);
        if (before.Trial is not { } trial) throw new InvalidDecisionException("There is no trial to promote: start one first.");
        PolicyComparison comparison = await evaluate.RunAsync(
            new Dictionary<string, PolicySettings> { [TrialName] = trial.Policy.Settings }, cancel: cancel);
        (bool better, string reason) = DoubleCondition.Judge(
            comparison.Policies.FirstOrDefault(policy => policy.Policy == TrialName), comparison.Policies.FirstOrDefault(policy => policy.Policy == PolicyComparison.Serving));
        if (!better && !force) return new PromotionReport(false, reason, comparison);

        reason = better ? reason : $"promoted by hand although: {reason}";
        await ChangeAsync(
            state => state.Trial?.Policy.Name == trial.Policy.Name
                ? state.WithServing(state.Trial.Policy, time.GetUtcNow(), reason)
                : throw new InvalidDecisionException("The trial was changed meanwhile: look at it again."),
            cancel);
        return new PromotionReport(true, reason, comparison);
    }

    /// <summary>Back to what served before the newest change; a second rollback goes forward again.</summary>
    public Task<DecisionState> RollBackAsync(CancellationToken cancel = default) => ChangeAsync(
        state => state.History is [.., var last]
            ? state.WithServing(last.Before, time.GetUtcNow(), "rolled back")
            : throw new InvalidDecisionException("There is nothing to roll back to."),
        cancel);

    /// <summary>Serves other settings at once, with what they learn from the stored log.</summary>
    public async Task<DecisionState> ReplaceAsync(PolicySettings settings, string reason, CancellationToken cancel = default)
    {
        PolicyVersion version = await FitAsync(settings, cancel);
        return await ChangeAsync(state => state.WithServing(version, time.GetUtcNow(), reason), cancel);
    }

    /// <summary>Forgets what the serving policy has learnt; its settings stay.</summary>
    public Task<DecisionState> ResetAsync(CancellationToken cancel = default) => ChangeAsync(
        state => state.WithServing(new PolicyVersion($"reset-{NewName()}", state.Serving.Settings), time.GetUtcNow(), "reset"), cancel);

    /// <summary>Changes how much the serving policy explores, from now on and always; what it has learnt stays.</summary>
    public Task<DecisionState> ExploreAsync(double epsilon, CancellationToken cancel = default) => ChangeAsync(
        state => state with { Serving = state.Serving with { Settings = (state.Serving.Settings with { Epsilon = epsilon, EarlyDecisions = 0 }).Checked() } }, cancel);

    /// <summary>A tree that prefers what the serving policy prefers in the logged contexts; to be read, or to be tried as a policy itself.</summary>
    /// <param name="depth">Questions before an answer, 1 to 8.</param>
    public async Task<DecisionTree> DistilAsync(int depth, CancellationToken cancel = default)
    {
        if (depth is < 1 or > DecisionTree.MaxDepth) throw new InvalidDecisionException($"depth must be from 1 to {DecisionTree.MaxDepth}.");
        DecisionPolicy policy = await store.LoadAsync((await store.ReadStateAsync(cancel)).Serving, cancel);
        var distil = new DistilTree(depth, SmallestLeaf);
        int decisions = 0;
        await foreach (JoinedDecision joined in log.ReadJoinedAsync(cancel: cancel))
        {
            distil.Add(joined.Decision, policy);
            if (++decisions == MaxDistilled) break;
        }

        return distil.Grow();
    }

    /// <summary>The serving policy in one piece.</summary>
    public async Task<byte[]> ExportAsync(CancellationToken cancel = default)
    {
        DecisionState state = await store.ReadStateAsync(cancel);
        return PolicyFile.Write(await store.LoadAsync(state.Serving, cancel));
    }

    /// <exception cref="InvalidDecisionException">The bytes are no exported policy.</exception>
    public async Task<DecisionState> ImportAsync(ReadOnlyMemory<byte> exported, CancellationToken cancel = default)
    {
        PolicyVersion version;
        try
        {
            version = await store.SaveAsync(PolicyFile.Read(exported), $"imported-{NewName()}", cancel);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDecisionException($"This is no exported model: {e.Message}");
        }

        return await ChangeAsync(state => state.WithServing(version, time.GetUtcNow(), "imported"), cancel);
    }

    private async Task<PolicyVersion> FitAsync(PolicySettings settings, CancellationToken cancel)
    {
        DecisionPolicy policy = await FitPolicy.FromLogAsync(log, settings, cancel);
        return await store.SaveAsync(policy, $"fitted-{NewName()}", cancel);
    }

    private async Task<DecisionState> ChangeAsync(Func<DecisionState, DecisionState> change, CancellationToken cancel)
    {
        DecisionState state = await store.UpdateStateAsync(change, cancel);
        serving.Forget();
        return state;
    }

    private static string NewName() => Guid.NewGuid().ToString("N")[..12];
}

/// <param name="Reason">For people, with the figures.</param>
public sealed record PromotionReport(bool Promoted, string Reason, PolicyComparison Comparison);

/// <summary>An exported policy: magic, format version, settings as JSON, state.</summary>
internal static class PolicyFile
{
    private const byte Version = 1;

    private static ReadOnlySpan<byte> Magic => "AFDP"u8;

    public static byte[] Write(DecisionPolicy policy)
    {
        byte[] settings = JsonSerializer.SerializeToUtf8Bytes(policy.Settings, DecisionJson.Default.PolicySettings);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(settings.Length);
        writer.Write(settings);
        writer.Write(policy.Save());
        writer.Flush();
        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">It is something else, damaged, or of another version.</exception>
    public static DecisionPolicy Read(ReadOnlyMemory<byte> file)
    {
        const int header = 9;
        ReadOnlySpan<byte> bytes = file.Span;
        if (bytes.Length < header || !bytes[..4].SequenceEqual(Magic)) throw new InvalidDataException("it does not begin as one.");
        if (bytes[4] != Version) throw new InvalidDataException($"it has format {bytes[4]}; this version reads {Version}.");
        int length = BitConverter.ToInt32(bytes[5..]);
        if (length <= 0 || length > bytes.Length - header) throw new InvalidDataException("its settings are cut off.");
        try
        {
            PolicySettings settings = JsonSerializer.Deserialize(bytes.Slice(header, length), DecisionJson.Default.PolicySettings)
                ?? throw new InvalidDataException("its settings are missing.");
            return DecisionPolicy.Load(settings, file[(header + length)..]);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("its settings cannot be read.", e);
        }
    }
}
