// Publishes an item and what somebody did with it: dotnet run --project samples/csharp -- NAMESPACE-OR-CONNECTION-STRING [QUEUE]
//
// With a namespace, contoso.servicebus.windows.net, by the application's identity, or on a desk by that of `az login`.
// With a connection string by its key; for the local host:
//   Endpoint=sb://127.0.0.1:7071;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=any;UseDevelopmentEmulator=true
using AttentionFunctions.Client;
using Azure.Core;
using Azure.Identity;

TokenCredential credential = new DefaultAzureCredential();
ServiceBusConnection connection = args[0].Contains('=')
    ? ServiceBusConnection.Parse(args[0])
    : ServiceBusConnection.ForNamespace(args[0], cancel => credential.GetTokenAsync(new([ServiceBusConnection.EntraScope]), cancel), token => new(token.Token, token.ExpiresOn));

using HttpClient http = new();
EventPublisher publisher = new(new ServiceBusSender(http, connection, args.Length > 1 ? args[1] : "behaviour-events"));

await publisher.SendAsync(
[
    new PublishedEvent("item.upserted")
    {
        ItemId = "csharp-item",
        Item = new PublishedItem { Title = "Growing tomatoes in small gardens", Categories = ["gardening"], AttentionSeconds = 120 },
    },
    new PublishedEvent("view") { UserId = "csharp-user", ItemId = "csharp-item", DwellSeconds = 95, Context = new Dictionary<string, string> { ["device"] = "mobile" } },
    new PublishedEvent("like") { UserId = "csharp-user", ItemId = "csharp-item" },
]);
Console.WriteLine("3 events published");
