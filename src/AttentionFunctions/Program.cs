using AttentionFunctions;
using AttentionFunctions.Azure;
using AttentionFunctions.Ingest;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddAttentionPipeline(PipelineOptions.Read(builder.Configuration));
builder.Services.AddServiceBusQueue(builder.Configuration);
builder.AddTelemetry();
builder.Build().Run();
