using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;

namespace AttentionFunctions.Azure;

public static class Telemetry
{
    /// <summary>All meters of the pipeline; each room has one.</summary>
    private const string Meters = "AttentionFunctions.*";

    /// <summary>
    /// Traces, metrics and logs to Application Insights by OpenTelemetry, entered with the app's identity. Without
    /// <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c>, as on a developer's machine, nothing is sent anywhere.
    /// </summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"] is not { Length: > 0 } connection) return;
        builder.Services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithMetrics(metrics => metrics.AddMeter(Meters))
            .UseAzureMonitorExporter(options =>
            {
                options.ConnectionString = connection;
                options.Credential = new DefaultAzureCredential(); // AZURE_CLIENT_ID names the identity.
            });
    }
}
