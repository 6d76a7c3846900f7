using System.ComponentModel.DataAnnotations;

namespace AttentionFunctions.Assist;

/// <summary>The section <c>Assistant</c>. Without an endpoint or a model the assistant answers by rules.</summary>
public sealed record AssistantOptions
{
    public ModelKind Kind { get; init; } = ModelKind.OpenAI;

    /// <summary>
    /// Azure: <c>https://{resource}.openai.azure.com</c>. OpenAI: empty. Others: the address before <c>/chat/completions</c>, for example
    /// <c>http://127.0.0.1:11434/v1</c>.
    /// </summary>
    public string? Endpoint { get; init; }

    /// <summary>Name of the model, or of the deployment in Azure.</summary>
    public string? Model { get; init; }

    /// <summary>Empty: Azure by identity (role Cognitive Services OpenAI User); a local server without a key.</summary>
    public string? Key { get; init; }

    /// <summary>Rounds of tool calls before the model has to answer, 1 to 8: one round asks for several tools at once.</summary>
    [Range(1, 8)]
    public int MaxRounds { get; init; } = 4;

    /// <summary>Tokens of one answer of the model, 64 to 4,096; 600 are about 400 words, more than anybody reads here.</summary>
    [Range(64, 4096)]
    public int MaxOutputTokens { get; init; } = 600;

    /// <summary>Tokens, read and written, of one message with all its rounds, 1,000 to 200,000.</summary>
    [Range(1000, 200_000)]
    public int MaxTurnTokens { get; init; } = 16_000;

    /// <summary>Seconds that the model may take for one message with all its rounds, 1 to 100.</summary>
    [Range(1, 100)]
    public double TurnSeconds { get; init; } = 30;

    /// <summary>Seconds without a byte from the model, 0.1 to 60.</summary>
    [Range(0.1, 60)]
    public double SilenceSeconds { get; init; } = 15;

    /// <summary>Messages of one user and UTC day that a model may answer, 0 to 100,000; after that, rules do.</summary>
    [Range(0, 100_000)]
    public int DailyRequests { get; init; } = 100;

    /// <summary>Tokens of one user and UTC day, 0 to 100 million.</summary>
    [Range(0, 100_000_000)]
    public int DailyTokens { get; init; } = 200_000;

    /// <summary>Price of a million tokens read, for metrics and <c>usage.cost</c>; 0 counts no cost.</summary>
    [Range(0, 10_000)]
    public double InputPrice { get; init; }

    /// <summary>Price of a million tokens written.</summary>
    [Range(0, 10_000)]
    public double OutputPrice { get; init; }

    /// <summary>Whether the model may put the exact reasons of an item into one sentence; it is checked and kept.</summary>
    public bool WordReasons { get; init; }

    internal bool HasModel => Model is { Length: > 0 } && (Kind == ModelKind.OpenAI ? Endpoint is { Length: > 0 } || Key is { Length: > 0 } : Endpoint is { Length: > 0 });

    internal decimal CostOf(int input, int output) => ((decimal)InputPrice * input + (decimal)OutputPrice * output) / 1_000_000;

    /// <exception cref="InvalidOperationException">A value is out of range or contradicts another; says what to set.</exception>
    internal AssistantOptions Checked()
    {
        var wrong = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), wrong, validateAllProperties: true))
            throw new InvalidOperationException($"The section Assistant is not valid: {string.Join(" ", wrong.Select(each => each.ErrorMessage))}");
        if (Endpoint is { Length: > 0 } && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out Uri? address) && address.Scheme is "https" or "http"))
            throw new InvalidOperationException($"Assistant:Endpoint must be an https address (http for a server on this machine), not '{Endpoint}'.");
        if (Kind == ModelKind.Azure && Endpoint is { Length: > 0 } && Model is not { Length: > 0 })
            throw new InvalidOperationException("Assistant:Model is missing: set it to the name of the deployment.");
        if (Kind == ModelKind.Azure && Endpoint is { Length: > 0 } && Key is not { Length: > 0 } && !Endpoint.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException("Assistant:Endpoint must be https when an identity signs in: tokens are not sent in the clear.");
        return this;
    }
}

public enum ModelKind
{
    /// <summary>OpenAI, and every server that speaks its chat completions.</summary>
    OpenAI,

    /// <summary>An Azure OpenAI resource.</summary>
    Azure,
}
