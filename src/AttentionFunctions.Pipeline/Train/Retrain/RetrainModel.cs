using System.Globalization;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Store;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Train;

/// <summary>Log → split → fit → evaluate → gate → version → pointer, one at a time across all instances.</summary>
public sealed class RetrainModel(
    IBlobStore store, EventLog log, CatalogueStore catalogue, ParaphraseStore paraphrases, ModelStore models, AttentionWeight weights, TrainingOptions options,
    TimeProvider time, ILogger<RetrainModel> logger)
{
    /// <summary>With a retrain a day, the sequence model begins anew once a week: what it once learnt wrongly must not stay for ever.</summary>
    private const int MostResumptions = 6;

    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was.</exception>
    public async Task<RetrainReport> RunAsync(RetrainRequest request, IProgress<RetrainProgress>? progress = null, CancellationToken cancel = default)
    {
        var started = time.GetTimestamp();
        var report = request.DryRun ? await RetrainAsync(request, progress, null, cancel) : await RunLeasedAsync(request, progress, cancel);
        report = report with { Seconds = time.GetElapsedTime(started).TotalSeconds };
        logger.RetrainEnded(report.Outcome, report.Seconds, report.Version, report.Reason);
        return report;
    }

    /// <summary>A dry run changes nothing, so it needs no lease and takes none.</summary>
    private async Task<RetrainReport> RunLeasedAsync(RetrainRequest request, IProgress<RetrainProgress>? progress, CancellationToken cancel)
    {
        await using var lease = await RetrainLease.TryAcquireAsync(store, time, cancel);
        if (lease is null)
        {
            return Ended(RetrainOutcome.AlreadyRunning, "Another retrain is at work.");
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, lease.Lost);
        try
        {
            return await RetrainAsync(request, progress, lease, stop.Token);
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return LeaseLost;
        }
    }

    /// <param name="lease">Null for a dry run.</param>
    private async Task<RetrainReport> RetrainAsync(
        RetrainRequest request, IProgress<RetrainProgress>? progress, RetrainLease? lease, CancellationToken cancel)
    {
        Report(progress, "Reading the event log");
        var items = await catalogue.CurrentAsync(cancel);
        var set = await TrainingSet.FromLogAsync(log, weights, items, options.Sequence.DrawsWordings ? paraphrases : null, cancel);
        if (set.InteractionCount < options.MinInteractions || set.Users.Length < options.MinUsers)
        {
            return TooLittle(set);
        }

        var split = RetrainSplit.Of(set);
        if (split.Validation.Cases.Count == 0 || split.Test.Cases.Count == 0)
        {
            return TooLittle(set);
        }

        // Hours of computing must not sit on the thread of a host that expects a task.
        var steps = progress is null ? null : new Steps(progress);
        var checkpoint = lease is null ? null : new TrainingCheckpoint(store);
        var sequences = SequenceFit.For(split.Validation.Train, options, request.Seed, checkpoint, steps, cancel);
        var (start, resumptions) = await StartAsync(request, split.Kind, cancel);
        var evaluation = await Task.Run(() => Evaluation.Run(split, options, request.Seed, sequences, start, steps, cancel), cancel);
        Report(progress, "Comparing with the version that serves");
        var (gate, incumbent) = await new Incumbent(models, logger).CompareAsync(evaluation.TestBlend, split, options.Cutoff, request.Seed, cancel);
        if (request.Force && !gate.Promote)
        {
            gate = gate with { Promote = true, Reason = $"Forced. {gate.Reason}" };
        }

        ModelQuality[] quality = [.. evaluation.Rows.Select(ModelQuality.Of)];
        if (lease is null)
        {
            return new(RetrainOutcome.DryRun, gate.Reason, null, quality, gate, 0);
        }

        var fitted = await Task.Run(() => FittedModels.Fit(
            set, options, request.Seed, evaluation.Tested is { } tested ? () => sequences!.Refresh(tested, set).Model : null, contents: false, steps, cancel), cancel);
        var content = ModelFile.Write(set, fitted, evaluation.BlendWeights);
        var manifest = Manifest(request, set, evaluation, quality, gate, incumbent, content) with
        {
            Sequence = evaluation.Validated?.State.Plan,
            Resumptions = evaluation.Validated?.State.Plan == sequences?.Plan ? 0 : resumptions + 1,
        };
        Report(progress, $"Writing version {manifest.Version}");
        if (!await lease.IsStillHeldAsync(cancel))
        {
            return LeaseLost;
        }

        if (evaluation.Validated?.State is { } validated)
        {
            await models.AddFileAsync(BlobLayout.ModelStart(manifest.Version), new SequenceStart(validated.ItemIds, validated.Best).ToBytes(), cancel);
            await models.AddFileAsync(BlobLayout.ModelEncoder(manifest.Version), SequenceOnnx.Build(fitted.Sequence!), cancel);
        }

        await models.SaveAsync(manifest, content, ModelCard.Of(manifest, evaluation, evaluation.Validated?.State.Curve ?? []), cancel);
        await checkpoint!.ClearAsync(cancel);
        if (!gate.Promote)
        {
            return new(RetrainOutcome.NotPromoted, gate.Reason, manifest.Version, quality, gate, 0);
        }

        await models.PromoteAsync(manifest.Version, gate.Reason, cancel);
        return new(RetrainOutcome.Promoted, gate.Reason, manifest.Version, quality, gate, 0);
    }

    /// <summary>Where the sequence model goes on from, and how often in a row that has been done; now and then it begins anew.</summary>
    /// <param name="split">Weights of another kind of split may have learnt what this one holds out.</param>
    private async Task<(SequenceStart? Start, int Resumptions)> StartAsync(RetrainRequest request, string split, CancellationToken cancel)
    {
        if (request.Full || (await models.ReadPointerAsync(cancel))?.Current is not { } version
            || await models.ReadManifestAsync(version, cancel) is not { } manifest || manifest.Split != split || manifest.Resumptions >= MostResumptions)
        {
            return (null, 0);
        }

        return (await models.ReadStartAsync(version, cancel), manifest.Resumptions);
    }

    private ModelManifest Manifest(
        RetrainRequest request, SequenceSet set, EvaluationReport evaluation, ModelQuality[] quality, GateDecision gate, string? incumbent, byte[] content)
    {
        var now = time.GetUtcNow();
        var hash = ModelFile.Hash(content);
        return new()
        {
            Version = string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd-HHmmss}-{hash[..6]}"),
            CreatedAt = now,
            Seed = request.Seed,
            Parent = incumbent,
            Data = TrainingData.Of(set),
            Split = evaluation.Split,
            Options = options,
            Quality = quality,
            BlendWeights = evaluation.BlendWeights,
            Gate = gate,
            ContentHash = hash,
        };
    }

    private static RetrainReport LeaseLost => Ended(RetrainOutcome.LeaseLost, "The retrain lease was lost, so this retrain stopped.");

    private RetrainReport TooLittle(SequenceSet set) => Ended(RetrainOutcome.TooLittleData,
        $"A model needs at least {options.MinInteractions} interactions by {options.MinUsers} users, some of them with three different items; "
        + $"the log has {set.InteractionCount} by {set.Users.Length}.");

    private static RetrainReport Ended(RetrainOutcome outcome, string reason) => new(outcome, reason, null, [], null, 0);

    private static void Report(IProgress<RetrainProgress>? progress, string step) => progress?.Report(new(step));

    private sealed class Steps(IProgress<RetrainProgress> progress) : IProgress<string>
    {
        public void Report(string value) => progress.Report(new(value));
    }
}
