using System.Text.Json;
using System.Xml;
using AttentionFunctions.Decide;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AttentionFunctions.Http;

/// <summary>What Personalizer's management API configures: the service, the policy, the model, the logs.</summary>
public sealed class PersonalizerSettingsEndpoint(
    DecisionStore store, DecisionLog log, PolicyControl control, ServingPolicy serving, PersonalizerError error, TimeProvider time)
{
    private const string InvalidService = "InvalidServiceConfiguration", InvalidPolicy = "InvalidPolicyConfiguration", BadRequest = "BadRequest";

    /// <summary>A model of 2^22 coordinates has 32 MiB; larger ones are not ours.</summary>
    private const int MaxModelBytes = 40 << 20;

    /// <summary><c>GET …/configurations/service</c></summary>
    public Task<IResult> ServiceAsync(HttpRequest request, CancellationToken cancel) => error.GuardAsync(request, InvalidService, async () =>
        ApiJson.Ok(ServiceConfiguration.Of(await store.ReadConfigurationAsync(cancel), (await store.ReadStateAsync(cancel)).Serving.Settings)));

    /// <summary><c>PUT …/configurations/service</c>: what is absent stays as it is.</summary>
    public Task<IResult> ConfigureAsync(HttpRequest request, CancellationToken cancel) => error.GuardAsync(request, InvalidService, async () =>
    {
        using JsonDocument body = await JsonBody.ReadAsync(request, cancel);
        ServiceConfiguration wanted = body.RootElement.Deserialize<ServiceConfiguration>(ApiJson.Options)
            ?? throw new InvalidDecisionException("The body must be a service configuration.");
        DecisionConfiguration stored = await store.ConfigureAsync(wanted.ApplyTo, cancel);
        DecisionState state = wanted.ExplorationPercentage is { } epsilon ? await control.ExploreAsync(epsilon, cancel) : await store.ReadStateAsync(cancel);
        serving.Forget();
        return ApiJson.Ok(ServiceConfiguration.Of(stored, state.Serving.Settings));
    });

    /// <summary><c>GET …/configurations/policy</c></summary>
    public Task<IResult> PolicyAsync(HttpRequest request, CancellationToken cancel) => error.GuardAsync(request, InvalidPolicy, async () =>
        ApiJson.Ok(PolicyContract.Of((await store.ReadStateAsync(cancel)).Serving)));

    /// <summary><c>PUT …/configurations/policy</c>: serves the policy, with what it learns from the stored log.</summary>
    public Task<IResult> ReplacePolicyAsync(HttpRequest request, CancellationToken cancel) => error.GuardAsync(request, InvalidPolicy, async () =>
    {
        using JsonDocument body = await JsonBody.ReadAsync(request, cancel);
        PolicyContract? wanted = body.RootElement.Deserialize<PolicyContract>(ApiJson.Options);
        if (wanted?.Arguments is not { Length: > 0 and <= 2000 } arguments) throw new InvalidDecisionException("The body must be a policy with name and arguments.");
        return ApiJson.Ok(PolicyContract.Of((await control.ReplaceAsync(PolicyArguments.Parse(arguments), $"policy '{wanted.Name}' set", cancel)).Serving));
    });

    /// <summary><c>DELETE …/configurations/policy</c>: back to the default policy.</summary>
    public Task<IResult> ResetPolicyAsync(HttpRequest request, CancellationToken cancel) => error.GuardAsync(request, InvalidPolicy, async () =>
        ApiJson.Ok(PolicyContract.Of((await control.ReplaceAsync(new PolicySettings(), "policy reset", cancel)).Serving)));

    /// <summary><c>GET …/model</c></summary>
    public Task<IResult> ExportAsync(HttpRequest request, CancellationToken cancel) => error.GuardAsync(request, BadRequest, async () =>
        Results.Bytes(await control.ExportAsync(cancel), "application/octet-stream"));

    /// <summary><c>PUT …/model</c></summary>
    public Task<IResult> ImportAsync(HttpRequest request, CancellationToken cancel) => error.GuardAsync(request, BadRequest, async () =>
    {
        // Hosts limit bodies to what the other routes take.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MaxModelBytes + 1;
        using var body = new MemoryStream();
        using var limited = new LimitedStream(request.Body, MaxModelBytes, () => ApiException.TooLarge($"A model may have {MaxModelBytes >> 20} MiB."));
        await limited.CopyToAsync(body, cancel);
        await control.ImportAsync(body.ToArray(), cancel);
        return Results.NoContent();
    });

    /// <summary><c>DELETE …/model</c>: forgets what was learnt.</summary>
    public Task<IResult> ResetAsync(HttpRequest request, CancellationToken cancel) => error.GuardAsync(request, BadRequest, async () =>
    {
        await control.ResetAsync(cancel);
        return Results.NoContent();
    });

    /// <summary><c>GET …/model/properties</c></summary>
    public Task<IResult> ModelPropertiesAsync(HttpRequest request, CancellationToken cancel) => error.GuardAsync(request, BadRequest, async () =>
    {
        DecisionState state = await store.ReadStateAsync(cancel);
        DateTimeOffset? created = state.History is [.., var last] ? last.At : state.Counts.From;
        return ApiJson.Ok(new ModelProperties(created, state.Serving.UpdatedAt ?? created));
    });

    /// <summary><c>GET …/logs/properties</c></summary>
    public Task<IResult> LogPropertiesAsync(HttpRequest request, CancellationToken cancel) => error.GuardAsync(request, BadRequest, async () =>
    {
        (DateTimeOffset From, DateTimeOffset To)? range = await log.JoinedRangeAsync(cancel);
        return ApiJson.Ok(new LogProperties(range is { } dates ? new DateRange(dates.From, dates.To) : null));
    });

    /// <summary><c>DELETE …/logs</c>: joined decisions go; what still waits for its rewards stays.</summary>
    public Task<IResult> DeleteLogsAsync(HttpRequest request, CancellationToken cancel) => error.GuardAsync(request, BadRequest, async () =>
    {
        await log.DeleteJoinedAsync(before: time.GetUtcNow().AddDays(2), cancel);
        return Results.NoContent();
    });
}

/// <summary>Personalizer's contract, with what we add at the end. Every field may be absent when it is put.</summary>
internal sealed record ServiceConfiguration
{
    /// <summary>ISO 8601 duration.</summary>
    public string? RewardWaitTime { get; init; }

    public double? DefaultReward { get; init; }

    /// <summary>earliest or sum.</summary>
    public string? RewardAggregation { get; init; }

    /// <summary>0.001 to 1.</summary>
    public double? ExplorationPercentage { get; init; }

    /// <summary>Of no effect: learning steps come by the timer's schedule.</summary>
    public string? ModelExportFrequency { get; init; }

    public int? LogRetentionDays { get; init; }

    /// <summary>Online, Apprentice, LoggingOnly.</summary>
    public string? LearningMode { get; init; }

    public DateTimeOffset? LastConfigurationEditDate { get; init; }

    public bool? LearnAtOnce { get; init; }

    public bool? BufferDecisions { get; init; }

    public IReadOnlyDictionary<string, double>? EventRewards { get; init; }

    public IReadOnlyList<OverrideRule>? Rules { get; init; }

    public static ServiceConfiguration Of(DecisionConfiguration configuration, PolicySettings settings) => new()
    {
        RewardWaitTime = XmlConvert.ToString(configuration.RewardWaitTime),
        DefaultReward = configuration.DefaultReward,
        RewardAggregation = configuration.RewardAggregation == Decide.RewardAggregation.Sum ? "sum" : "earliest",
        ExplorationPercentage = settings.Epsilon,
        ModelExportFrequency = "PT1M",
        LogRetentionDays = configuration.LogRetentionDays,
        LearningMode = configuration.LearningMode.ToString(),
        LastConfigurationEditDate = configuration.EditedAt,
        LearnAtOnce = configuration.LearnAtOnce,
        BufferDecisions = configuration.BufferDecisions,
        EventRewards = configuration.EventRewards,
        Rules = configuration.Rules,
    };

    public DecisionConfiguration ApplyTo(DecisionConfiguration now) => now with
    {
        RewardWaitTime = RewardWaitTime is { } wait ? Duration(wait) : now.RewardWaitTime,
        DefaultReward = DefaultReward ?? now.DefaultReward,
        RewardAggregation = RewardAggregation is { } aggregation ? Named<RewardAggregation>(aggregation, "rewardAggregation") : now.RewardAggregation,
        LogRetentionDays = LogRetentionDays ?? now.LogRetentionDays,
        LearningMode = LearningMode is { } mode ? Named<LearningMode>(mode, "learningMode") : now.LearningMode,
        LearnAtOnce = LearnAtOnce ?? now.LearnAtOnce,
        BufferDecisions = BufferDecisions ?? now.BufferDecisions,
        EventRewards = EventRewards ?? now.EventRewards,
        Rules = Rules ?? now.Rules,
    };

    private static TimeSpan Duration(string text)
    {
        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (FormatException)
        {
            throw new InvalidDecisionException("rewardWaitTime must be an ISO 8601 duration, for example PT10M.");
        }
    }

    private static T Named<T>(string text, string name)
        where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out T value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0])
            ? value
            : throw new InvalidDecisionException($"{name} must be one of {string.Join(", ", Enum.GetNames<T>())}.");
}

internal sealed record PolicyContract(string? Name, string? Arguments)
{
    public static PolicyContract Of(PolicyVersion version) => new(version.Name, PolicyArguments.Format(version.Settings));
}

internal sealed record ModelProperties(DateTimeOffset? CreationTime, DateTimeOffset? LastModifiedTime);

internal sealed record LogProperties(DateRange? DateRange);

internal sealed record DateRange(DateTimeOffset From, DateTimeOffset To);
