using System.Reflection;
using AttentionFunctions.Watch;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>What probes and tools ask: is it well, and what can it do.</summary>
public sealed class OperationsEndpoint(HealthCheck health, RecentActivity activity, Problem problem)
{
    private static readonly byte[] Document = ReadDocument();

    /// <summary><c>GET /api/health</c>: 200 when every part answers, else 503; the same body either way.</summary>
    public Task<IResult> HealthAsync(HttpRequest request, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        HealthReport report = await health.RunAsync(cancel);
        return ApiJson.Ok(report, report.Healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    });

    /// <summary><c>GET /api/activity</c></summary>
    public Task<IResult> ActivityAsync(HttpRequest request, CancellationToken cancel) => problem.GuardAsync(request, async () =>
        ApiJson.Ok(await activity.CurrentAsync(cancel)));

    /// <summary><c>GET /api/openapi.json</c></summary>
    public static IResult OpenApi() => Results.Bytes(Document, "application/json");

    private static byte[] ReadDocument()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("AttentionFunctions.Http.openapi.json")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
