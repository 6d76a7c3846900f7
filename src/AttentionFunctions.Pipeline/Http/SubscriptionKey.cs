using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>The key of Personalizer's clients, in the header <c>Ocp-Apim-Subscription-Key</c>.</summary>
/// <remarks>
/// Azure Functions reads its own keys from another header, so in Azure these routes are anonymous to the platform and ask for this key themselves.
/// The local host has checked it already, together with its own.
/// </remarks>
public sealed class SubscriptionKey
{
    public const string Header = "Ocp-Apim-Subscription-Key";

    private readonly byte[]? _key;
    private readonly bool _open;

    private SubscriptionKey(byte[]? key, bool open) => (_key, _open) = (key, open);

    /// <summary>The host lets in only whom it knows.</summary>
    public static SubscriptionKey CheckedByHost { get; } = new(null, open: true);

    /// <param name="key">Null or empty lets nobody in: a forgotten setting must not open the service.</param>
    public static SubscriptionKey Required(string? key) => new(string.IsNullOrEmpty(key) ? null : SHA256.HashData(Encoding.UTF8.GetBytes(key)), open: false);

    /// <returns>Null when the request may pass, or why not.</returns>
    public string? Refusal(HttpRequest request)
    {
        if (_open) return null;
        if (_key is null) return "No key is configured: set the app setting SubscriptionKey.";
        string given = request.Headers[Header].FirstOrDefault() ?? "";
        // Hashed first, so that the comparison takes the same time for every length.
        return CryptographicOperations.FixedTimeEquals(_key, SHA256.HashData(Encoding.UTF8.GetBytes(given)))
            ? null
            : $"Access denied due to invalid subscription key. Send it in the header {Header}.";
    }
}
