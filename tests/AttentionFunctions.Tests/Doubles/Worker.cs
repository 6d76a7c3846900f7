// Doubles of what the app uses of the Azure Functions worker, with the names, constructors and properties of its public sources
// (Worker 2.52.0, Extensions.Http 3.3.0, Extensions.ServiceBus 5.24.0, Extensions.Timer 4.3.1, Worker.OpenTelemetry 1.2.0), read at
// github.com/Azure/azure-functions-dotnet-worker, fb1133321b86bbec32ee8dbdf22905f06b79ea51. The file of each is named before it.
namespace Microsoft.Azure.Functions.Worker
{
    // extensions/Worker.Extensions.Http/src/AuthorizationLevel.cs
    public enum AuthorizationLevel
    {
        Anonymous = 0,
        User = 1,
        Function = 2,
        System = 3,
        Admin = 4,
    }

    // extensions/Worker.Extensions.Abstractions/src/FunctionAttribute.cs
    [AttributeUsage(AttributeTargets.Method)]
    public class FunctionAttribute(string name) : Attribute
    {
        public string Name { get; } = name;
    }

    // extensions/Worker.Extensions.Http/src/HttpTriggerAttribute.cs
    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods) : Attribute
    {
        public AuthorizationLevel AuthLevel { get; } = authLevel;

        public string[]? Methods { get; } = methods;

        public string? Route { get; set; }
    }

    // extensions/Worker.Extensions.ServiceBus/src/ServiceBusTriggerAttribute.cs
    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class ServiceBusTriggerAttribute(string queueName) : Attribute
    {
        public string? QueueName { get; } = queueName;

        public string? Connection { get; set; }

        public bool IsBatched { get; set; }
    }

    // extensions/Worker.Extensions.Timer/src/TimerTriggerAttribute.cs
    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class TimerTriggerAttribute(string schedule) : Attribute
    {
        public string Schedule { get; } = schedule;
    }

    // extensions/Worker.Extensions.Timer/src/TimerInfo.cs
    public class TimerInfo
    {
        public bool IsPastDue { get; set; }
    }
}

namespace Microsoft.Azure.Functions.Worker.Builder
{
    // src/DotNetWorker/Builder/FunctionsApplication.cs
    public sealed class FunctionsApplication
    {
        public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args);
    }

    // src/DotNetWorker/Builder/FunctionsApplicationBuilder.cs
    public class FunctionsApplicationBuilder(string[] args) : Microsoft.Extensions.Hosting.IHostApplicationBuilder
    {
        private readonly Microsoft.Extensions.Hosting.HostApplicationBuilder _inner = new(args);

        public IDictionary<object, object> Properties => ((Microsoft.Extensions.Hosting.IHostApplicationBuilder)_inner).Properties;

        public Microsoft.Extensions.Configuration.ConfigurationManager Configuration => _inner.Configuration;

        Microsoft.Extensions.Configuration.IConfigurationManager Microsoft.Extensions.Hosting.IHostApplicationBuilder.Configuration => _inner.Configuration;

        public Microsoft.Extensions.Hosting.IHostEnvironment Environment => _inner.Environment;

        public Microsoft.Extensions.Logging.ILoggingBuilder Logging => _inner.Logging;

        public Microsoft.Extensions.Diagnostics.Metrics.IMetricsBuilder Metrics => _inner.Metrics;

        public Microsoft.Extensions.DependencyInjection.IServiceCollection Services => _inner.Services;

        public void ConfigureContainer<TContainerBuilder>(
            Microsoft.Extensions.DependencyInjection.IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
            where TContainerBuilder : notnull => _inner.ConfigureContainer(factory, configure);

        public Microsoft.Extensions.Hosting.IHost Build() => _inner.Build();
    }
}

namespace Microsoft.Extensions.Hosting
{
    public static class FunctionsWebApplicationDouble
    {
        public static Microsoft.Azure.Functions.Worker.Builder.FunctionsApplicationBuilder ConfigureFunctionsWebApplication(
            this Microsoft.Azure.Functions.Worker.Builder.FunctionsApplicationBuilder builder) => builder;
    }
}

namespace Microsoft.Azure.Functions.Worker.OpenTelemetry
{
    // src/DotNetWorker.OpenTelemetry/ConfigureFunctionsOpenTelemetry.cs
    public static class ConfigureFunctionsOpenTelemetry
    {
        public static global::OpenTelemetry.IOpenTelemetryBuilder UseFunctionsWorkerDefaults(this global::OpenTelemetry.IOpenTelemetryBuilder builder) => builder;
    }
}
