using AttentionFunctions.Client;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AttentionFunctions.Ingest;

public static class ServiceBusRegistration
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Long-lived clients must look the address up again now and then.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Sends to the queue of the settings that the queue trigger reads too: <c>ServiceBus</c> (a connection string) or
    /// <c>ServiceBus__fullyQualifiedNamespace</c>, perhaps with <c>ServiceBus__clientId</c> (a user-assigned identity), and <c>Queue</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">A setting is missing or malformed; the message says which.</exception>
    public static IServiceCollection AddServiceBusQueue(this IServiceCollection services, IConfiguration configuration)
    {
        ServiceBusConnection connection = ReadConnection(configuration);
        string queue = configuration["Queue"] is { Length: > 0 } name ? name : connection.EntityPath
            ?? throw new InvalidOperationException("No queue is configured. Set Queue to its name.");

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IEventQueue>(provider =>
            new ServiceBusRestQueue(new ServiceBusSender(CreateClient(), connection, queue, provider.GetRequiredService<TimeProvider>())));
        return services;
    }

    private static ServiceBusConnection ReadConnection(IConfiguration configuration)
    {
        try
        {
            if (configuration["ServiceBus"] is { Length: > 0 } connectionString)
            {
                return ServiceBusConnection.Parse(connectionString);
            }

            if (configuration["ServiceBus:fullyQualifiedNamespace"] is { Length: > 0 } fullyQualifiedNamespace)
            {
                DefaultAzureCredential credential = Identity(configuration["ServiceBus:clientId"]);
                return ServiceBusConnection.ForNamespace(
                    fullyQualifiedNamespace, cancel => credential.GetTokenAsync(new([ServiceBusConnection.EntraScope]), cancel), token => new(token.Token, token.ExpiresOn));
            }
        }
        catch (FormatException e)
        {
            throw new InvalidOperationException($"The setting ServiceBus is malformed. {e.Message}", e);
        }

        throw new InvalidOperationException(
            "No Service Bus is configured. Set ServiceBus__fullyQualifiedNamespace to {namespace}.servicebus.windows.net to use the app's " +
            "identity, or ServiceBus to a connection string.");
    }

    private static DefaultAzureCredential Identity(string? clientId) => clientId is { Length: > 0 }
        ? new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId })
        : new DefaultAzureCredential();

    private static HttpClient CreateClient() =>
        new(new SocketsHttpHandler { PooledConnectionLifetime = ConnectionLifetime }) { Timeout = RequestTimeout };
}
