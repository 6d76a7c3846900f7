using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AttentionFunctions.Ingest;

public sealed class ServiceBusRegistrationTests
{
    private const string ConnectionString = "Endpoint=sb://a.b;SharedAccessKeyName=n;SharedAccessKey=k";

    private static ServiceCollection Register(params (string Name, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddServiceBusQueue(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build());
        return services;
    }

    [Fact]
    public void A_connection_string_and_a_queue_suffice() => AssertRegistered(("ServiceBus", ConnectionString), ("Queue", "events"));

    [Fact]
    public void A_queues_own_connection_string_suffices() => AssertRegistered(("ServiceBus", ConnectionString + ";EntityPath=events"));

    [Fact]
    public void A_namespace_is_entered_with_the_apps_identity() => AssertRegistered(
        ("ServiceBus:fullyQualifiedNamespace", "contoso.servicebus.windows.net"),
        ("ServiceBus:clientId", "00000000-0000-0000-0000-000000000001"),
        ("Queue", "events"));

    [Fact]
    public void Says_which_settings_are_missing()
    {
        Assert.Contains("ServiceBus__fullyQualifiedNamespace", Refusal(("Queue", "events")), StringComparison.Ordinal);
        Assert.Contains("Set Queue", Refusal(("ServiceBus", ConnectionString)), StringComparison.Ordinal);
        Assert.Contains("has no SharedAccessKey", Refusal(("ServiceBus", "Endpoint=sb://a.b"), ("Queue", "events")), StringComparison.Ordinal);
    }

    private static string Refusal(params (string Name, string Value)[] settings) =>
        Assert.Throws<InvalidOperationException>(() => Register(settings)).Message;

    private static void AssertRegistered(params (string Name, string Value)[] settings)
    {
        using ServiceProvider provider = Register(settings).BuildServiceProvider();
        IEventQueue queue = provider.GetRequiredService<IEventQueue>();
        Assert.IsType<ServiceBusRestQueue>(queue);
        Assert.Same(queue, provider.GetRequiredService<IEventQueue>());
    }
}
