namespace AttentionFunctions.Client;

/// <summary>Where a Service Bus namespace is and how its door opens.</summary>
public sealed record ServiceBusConnection
{
    private static readonly TimeSpan SasLifetime = TimeSpan.FromHours(1);

    /// <summary>The scope that a token for any namespace is asked for.</summary>
    public const string EntraScope = "https://servicebus.azure.net/.default";

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
    /// <param name="token">
    /// Gets a token of Entra ID for <see cref="EntraScope"/>; it is asked again when the last one is about to expire. The identity needs the
    /// role "Azure Service Bus Data Sender" on the queue.
    /// </param>
    /// <exception cref="FormatException">The namespace is no host name.</exception>
    public static ServiceBusConnection ForNamespace(string fullyQualifiedNamespace, Func<CancellationToken, ValueTask<EntraToken>> token)
    {
        if (Uri.CheckHostName(fullyQualifiedNamespace) != UriHostNameType.Dns || !fullyQualifiedNamespace.Contains('.'))
        {
            throw new FormatException(
                $"'{fullyQualifiedNamespace}' is no fully qualified namespace: give the host name alone, as in contoso.servicebus.windows.net.");
        }

        return new ServiceBusConnection(new Uri($"https://{fullyQualifiedNamespace}/"), entityPath: null, async (_, _, cancel) =>
        {
            EntraToken issued = await token(cancel);
            return new ServiceBusToken($"Bearer {issued.Token}", issued.ExpiresOn);
        });
    }

    /// <summary>For credentials with a token type of their own, as those of Azure.Identity, on which this library does not depend.</summary>
    /// <example>
    /// <code>
    /// TokenCredential credential = new DefaultAzureCredential();
    /// ServiceBusConnection.ForNamespace(
    ///     "contoso.servicebus.windows.net",
    ///     cancel => credential.GetTokenAsync(new([ServiceBusConnection.EntraScope]), cancel), token => new(token.Token, token.ExpiresOn));
    /// </code>
    /// </example>
    /// <param name="token">Gets a token, as above.</param>
    /// <param name="read">What the token says.</param>
    /// <inheritdoc cref="ForNamespace(string, Func{CancellationToken, ValueTask{EntraToken}})"/>
    public static ServiceBusConnection ForNamespace<TToken>(
        string fullyQualifiedNamespace, Func<CancellationToken, ValueTask<TToken>> token, Func<TToken, EntraToken> read) =>
        ForNamespace(fullyQualifiedNamespace, async cancel => read(await token(cancel)));

    internal ValueTask<ServiceBusToken> IssueAsync(Uri resource, DateTimeOffset now, CancellationToken cancel) => issue(resource, now, cancel);
}

/// <summary>A token of Entra ID, as <c>Azure.Core.AccessToken</c> has it.</summary>
public readonly record struct EntraToken(string Token, DateTimeOffset ExpiresOn);
