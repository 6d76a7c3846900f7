using Azure.Core;

namespace AttentionFunctions.Ingest;

/// <summary>Where a Service Bus namespace is and how its door opens.</summary>
public sealed record ServiceBusConnection
{
    private static readonly TimeSpan SasLifetime = TimeSpan.FromHours(1);
    private static readonly TokenRequestContext EntraScope = new(["https://servicebus.azure.net/.default"]);

    // Private, so that printing the record shows no key.
    private readonly Func<Uri, DateTimeOffset, CancellationToken, ValueTask<ServiceBusToken>> issue;

    private ServiceBusConnection(
        Uri endpoint, string? entityPath, Func<Uri, DateTimeOffset, CancellationToken, ValueTask<ServiceBusToken>> issue)
    {
        Endpoint = endpoint;
        EntityPath = entityPath;
        this.issue = issue;
    }

    /// <summary>The root for REST calls, https except for the emulator.</summary>
    public Uri Endpoint { get; }

    /// <summary>The queue, when the connection string is one queue's own.</summary>
    public string? EntityPath { get; }

    /// <param name="connectionString">
    /// As the portal shows it: <c>Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=…</c>, perhaps with <c>EntityPath</c>.
    /// With <c>UseDevelopmentEmulator=true</c> the endpoint is spoken to over http, on its own port or the emulator's 5300.
    /// </param>
    /// <exception cref="FormatException">The message says what is wrong and never repeats the key.</exception>
    public static ServiceBusConnection Parse(string connectionString)
    {
        var parts = ServiceBusConnectionString.Parse(connectionString);
        return new ServiceBusConnection(parts.Endpoint, parts.EntityPath, (resource, now, _) =>
        {
            DateTimeOffset expires = now + SasLifetime;
            return ValueTask.FromResult(new ServiceBusToken(ServiceBusSas.Create(resource, parts.KeyName, parts.Key, expires), expires));
        });
    }

    /// <param name="fullyQualifiedNamespace"><c>{name}.servicebus.windows.net</c>.</param>
    /// <param name="credential">Needs the role "Azure Service Bus Data Sender" on the queue.</param>
    /// <exception cref="FormatException">The namespace is no host name.</exception>
    public static ServiceBusConnection ForNamespace(string fullyQualifiedNamespace, TokenCredential credential)
    {
        if (Uri.CheckHostName(fullyQualifiedNamespace) != UriHostNameType.Dns || !fullyQualifiedNamespace.Contains('.'))
        {
            throw new FormatException(
                $"'{fullyQualifiedNamespace}' is no fully qualified namespace: give the host name alone, as in contoso.servicebus.windows.net.");
        }

        return new ServiceBusConnection(new Uri($"https://{fullyQualifiedNamespace}/"), entityPath: null, async (_, _, cancel) =>
        {
            AccessToken token = await credential.GetTokenAsync(EntraScope, cancel);
            return new ServiceBusToken($"Bearer {token.Token}", token.ExpiresOn);
        });
    }

    internal ValueTask<ServiceBusToken> IssueAsync(Uri resource, DateTimeOffset now, CancellationToken cancel) => issue(resource, now, cancel);
}
