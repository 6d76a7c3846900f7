using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AttentionFunctions.Client;

/// <summary>Shared access signatures: https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas</summary>
public static class ServiceBusSas
{
    /// <param name="resource">What the token opens, with everything below it: a namespace or a queue.</param>
    /// <param name="key">As the portal shows it: its text is the secret, not the bytes that it seems to encode.</param>
    /// <returns>The value of the Authorization header.</returns>
    public static string Create(Uri resource, string keyName, string key, DateTimeOffset expires)
    {
        string sr = Uri.EscapeDataString(resource.AbsoluteUri);
        string se = expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{sr}\n{se}"));
        string sig = Uri.EscapeDataString(Convert.ToBase64String(signature));
        return $"SharedAccessSignature sr={sr}&sig={sig}&se={se}&skn={Uri.EscapeDataString(keyName)}";
    }
}
