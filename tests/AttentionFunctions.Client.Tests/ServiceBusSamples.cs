using System.Security.Cryptography;
using System.Text;

namespace AttentionFunctions.Client;

internal static class ServiceBusSamples
{
    public const string KeyName = "sender & co";

    public const string Key = "c2VjcmV0IGtleSBvZiB0aGUgdGVzdHM=";

    public static ServiceBusConnection At(Uri server) => ServiceBusConnection.Parse(
        $"Endpoint=sb://{server.Authority};SharedAccessKeyName={KeyName};SharedAccessKey={Key};UseDevelopmentEmulator=true");

    /// <summary>The signature as the service's documentation computes it, in small steps.</summary>
    public static string Signature(Uri resource, DateTimeOffset expires)
    {
        string encoded = Uri.EscapeDataString(resource.ToString());
        long seconds = (long)(expires - DateTimeOffset.UnixEpoch).TotalSeconds;
        using var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(Key));
        string signature = Convert.ToBase64String(hmac.ComputeHash(Encoding.UTF8.GetBytes(encoded + "\n" + seconds)));
        return $"SharedAccessSignature sr={encoded}&sig={Uri.EscapeDataString(signature)}&se={seconds}&skn=sender%20%26%20co";
    }
}
