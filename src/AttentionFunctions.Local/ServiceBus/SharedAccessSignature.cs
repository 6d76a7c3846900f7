using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>Checks shared access signatures: https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas</summary>
internal static class SharedAccessSignature
{
    private const string Scheme = "SharedAccessSignature ";

    /// <param name="token"><c>SharedAccessSignature sr=…&amp;sig=…&amp;se=…&amp;skn=…</c></param>
    /// <returns>Whether it is signed with the key, has not expired, and is for the queue or for everything above it.</returns>
    public static bool Opens(string? token, string key, string queue, DateTimeOffset now)
    {
        if (token is null || !token.StartsWith(Scheme, StringComparison.Ordinal)) return false;
        Dictionary<string, string> parts = token[Scheme.Length..].Split('&').Select(part => part.Split('=', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0]).ToDictionary(pairs => pairs.Key, pairs => pairs.First()[1]);
        if (!parts.TryGetValue("sr", out string? resource) || !parts.TryGetValue("sig", out string? signature)
            || !parts.TryGetValue("se", out string? expires)
            || !long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
        {
            return false;
        }

        byte[] expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{resource}\n{expires}"));
        byte[] given = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(signature));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Convert.ToBase64String(expected)), given)
            && seconds > now.ToUnixTimeSeconds()
            && Covers(Uri.UnescapeDataString(resource), queue);
    }

    /// <summary>The host's name is not compared: clients reach this endpoint under several.</summary>
    private static bool Covers(string resource, string queue)
    {
        if (!Uri.TryCreate(resource, UriKind.Absolute, out Uri? address)) return false;
        string path = Uri.UnescapeDataString(address.AbsolutePath).Trim('/');
        return path.Length == 0 || path.Equals(queue, StringComparison.OrdinalIgnoreCase)
            || path.StartsWith(queue + "/", StringComparison.OrdinalIgnoreCase);
    }
}
