using System.Security.Cryptography;
using System.Text;
using AttentionFunctions.Http;

namespace AttentionFunctions.Local.Hosting;

/// <summary>The key of Azure Functions, on Kestrel: header <c>x-functions-key</c> or query <c>code</c>, so that a client works on both hosts; for Personalizer's routes, the header of its clients.</summary>
internal sealed class ApiKey(string key)
{
    private static readonly PathString ConsoleFolder = $"/{Routes.Console[..Routes.Console.IndexOf('/')]}";

    private readonly byte[] _key = SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        bool personalizer = context.Request.Path.StartsWithSegments("/personalizer");
        string given = context.Request.Headers[personalizer ? SubscriptionKey.Header : "x-functions-key"].FirstOrDefault()
            ?? context.Request.Query["code"].FirstOrDefault() ?? "";

        // Hashed first, so that the comparison takes the same time for every length.
        if (IsOpen(context) || CryptographicOperations.FixedTimeEquals(_key, SHA256.HashData(Encoding.UTF8.GetBytes(given))))
            await next(context);
        else if (personalizer)
            await PersonalizerError.Of(StatusCodes.Status401Unauthorized, "Unauthorized", $"The key is missing or wrong: send it in the header {SubscriptionKey.Header}.")
                .ExecuteAsync(context);
        else
            await Problem.Of(StatusCodes.Status401Unauthorized, "The key is missing or wrong",
                "Send the API key in the header x-functions-key.").ExecuteAsync(context);
    }

    private static bool IsOpen(HttpContext context) =>
        context.Request.Path == "/" || context.Request.Path.StartsWithSegments(ConsoleFolder)
        || Routes.All.Any(route => route.IsOpen && context.Request.Path.Equals($"/{route.Template}"));
}
