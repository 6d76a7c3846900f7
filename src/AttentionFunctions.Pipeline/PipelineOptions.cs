using System.ComponentModel.DataAnnotations;
using AttentionFunctions.Assist;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Embed;
using AttentionFunctions.Events;
using AttentionFunctions.Http;
using AttentionFunctions.Train;
using Microsoft.Extensions.Configuration;

namespace AttentionFunctions;

/// <summary>Everything the pipeline is configured with. Read once at start; what is wrong stops the start with words that say what to do.</summary>
public sealed record PipelineOptions
{
    /// <summary>A folder, a storage connection string, or the https address of a storage account reached by identity.</summary>
    public required string Storage { get; init; }

    /// <summary>At least 32 bytes, see <see cref="Pseudonyms"/>. Losing it orphans every stored profile.</summary>
    public required ReadOnlyMemory<byte> PseudonymKey { get; init; }

    public EncoderOptions Encoder { get; init; } = new();

    public AttentionWeightOptions Weights { get; init; } = new();

    public TrainingOptions Training { get; init; } = new();

    public AssistantOptions Assistant { get; init; } = new();

    public ParaphraseOptions Paraphrases { get; init; } = new();

    /// <summary>Who may call the routes of Personalizer.</summary>
    public SubscriptionKey SubscriptionKey { get; init; } = SubscriptionKey.CheckedByHost;

    /// <summary>Reads <c>Storage</c>, <c>PseudonymKey</c> (base64), <c>SubscriptionKey</c> and the sections <c>Encoder</c>, <c>Weights</c>, <c>Training</c>, <c>Assistant</c> and <c>Paraphrases</c>.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing or malformed.</exception>
    public static PipelineOptions Read(IConfiguration configuration) => new()
    {
        Storage = Required(configuration, "Storage", "a storage connection string, or https://{account}.blob.core.windows.net to use an identity"),
        PseudonymKey = Key(Required(configuration, "PseudonymKey", "32 random bytes in base64, for example from `openssl rand -base64 32`")),
        SubscriptionKey = SubscriptionKey.Required(configuration["SubscriptionKey"]),
        Encoder = configuration.GetSection("Encoder").Get<EncoderOptions>() ?? new EncoderOptions(),
        Weights = configuration.GetSection("Weights").Get<AttentionWeightOptions>() ?? new AttentionWeightOptions(),
        Training = TrainingOf(configuration),
        Assistant = AssistantOf(configuration),
        Paraphrases = ParaphrasesOf(configuration),
    };

    /// <summary>The section <c>Assistant</c>, for example <c>Assistant:Endpoint</c>.</summary>
    public static AssistantOptions AssistantOf(IConfiguration configuration) => configuration.GetSection("Assistant").Get<AssistantOptions>() ?? new AssistantOptions();

    /// <summary>The section <c>Paraphrases</c>, for example <c>Paraphrases:Count</c>.</summary>
    public static ParaphraseOptions ParaphrasesOf(IConfiguration configuration) => configuration.GetSection("Paraphrases").Get<ParaphraseOptions>() ?? new ParaphraseOptions();

    /// <summary>The section <c>Training</c>, for example <c>Training:Sequence:CoreMinutes</c>.</summary>
    /// <exception cref="InvalidOperationException">A value is out of range: a host says so when it starts, and not at the next retrain.</exception>
    public static TrainingOptions TrainingOf(IConfiguration configuration)
    {
        TrainingOptions options = configuration.GetSection("Training").Get<TrainingOptions>() ?? new TrainingOptions();
        try
        {
            OptionRanges.CheckAll(options);
            return options;
        }
        catch (ValidationException e)
        {
            throw new InvalidOperationException($"The section Training is not valid: {e.Message} See docs/configure.md.", e);
        }
    }

    private static string Required(IConfiguration configuration, string name, string what) =>
        configuration[name] is { Length: > 0 } value ? value : throw new InvalidOperationException($"The setting {name} is missing: set it to {what}.");

    private static byte[] Key(string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException e)
        {
            throw new InvalidOperationException("The setting PseudonymKey is not base64. Make one with `openssl rand -base64 32`.", e);
        }
    }
}
