using AttentionFunctions;
using AttentionFunctions.Azure;
using AttentionFunctions.Ingest;
using AttentionFunctions.Rank;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddAttentionPipeline(PipelineOptions.Read(builder.Configuration));
builder.Services.AddServiceBusQueue(builder.Configuration);
builder.Services.AddHostedService<WarmUp>();
builder.AddTelemetry();
builder.Build().Run();
