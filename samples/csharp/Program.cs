// Publishes an item and what somebody did with it: dotnet run --project samples/csharp -- CONNECTION-STRING [QUEUE]
//
// The connection string is the namespace's, or the local host's:
//   Endpoint=sb://127.0.0.1:7071;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=any;UseDevelopmentEmulator=true
// An application in Azure uses its identity instead of a key:
//   var credential = new DefaultAzureCredential();
//   ServiceBusConnection.ForNamespace("contoso.servicebus.windows.net", async cancel =>
//   {
//       AccessToken token = await credential.GetTokenAsync(new TokenRequestContext([ServiceBusConnection.EntraScope]), cancel);
//       return new EntraToken(token.Token, token.ExpiresOn);
//   });
using AttentionFunctions.Client;

using HttpClient http = new();
EventPublisher publisher = new(new ServiceBusSender(http, ServiceBusConnection.Parse(args[0]), args.Length > 1 ? args[1] : "behaviour-events"));

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
