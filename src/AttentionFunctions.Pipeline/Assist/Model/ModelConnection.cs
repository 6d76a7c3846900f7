using System.ClientModel;
using System.ClientModel.Primitives;
using Azure.Identity;
using OpenAI;
using OpenAI.Chat;

namespace AttentionFunctions.Assist;

/// <summary>The client of the configured model. One client for all: Azure OpenAI serves OpenAI's own API under <c>/openai/v1</c>.</summary>
internal static class ModelConnection
{
    /// <summary>Audience of tokens for Azure OpenAI.</summary>
    private const string AzureScope = "https://cognitiveservices.azure.com/.default";

    /// <summary>Null when no model is configured.</summary>
    public static ChatClient? Open(AssistantOptions options)
    {
        if (!options.HasModel) return null;
        var settings = new OpenAIClientOptions
        {
            NetworkTimeout = TimeSpan.FromSeconds(options.SilenceSeconds),

            // Whether trying again is worth it depends on the time that is left for the answer, which the pipeline does not know.
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            UserAgentApplicationId = "AttentionFunctions",
        };
        if (options.Endpoint is { Length: > 0 } endpoint) settings.Endpoint = options.Kind == ModelKind.Azure ? AzureAddress(endpoint) : new Uri(endpoint);
        return options.Key is { Length: > 0 } key ? new ChatClient(options.Model, new ApiKeyCredential(key), settings)
#pragma warning disable OPENAI001 // The one way to sign in with an identity; marked as experimental in the library.
            : options.Kind == ModelKind.Azure ? new ChatClient(options.Model, new BearerTokenPolicy(new DefaultAzureCredential(), AzureScope), settings)
#pragma warning restore OPENAI001
            : new ChatClient(options.Model, new ApiKeyCredential("none"), settings);
    }

    public static Uri AzureAddress(string endpoint)
    {
        string address = endpoint.TrimEnd('/');
        return new Uri(address.EndsWith("/openai/v1", StringComparison.OrdinalIgnoreCase) ? address : $"{address}/openai/v1");
    }
}
