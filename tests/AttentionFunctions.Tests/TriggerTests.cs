using System.Reflection;
using System.Text.Json;
using AttentionFunctions.Http;
using Microsoft.Azure.Functions.Worker;
using Xunit;

namespace AttentionFunctions.Tests;

/// <summary>What the app's attributes say must match the routes, host.json and the sample settings.</summary>
public sealed class TriggerTests
{
    private static readonly MethodInfo[] Functions =
        [.. typeof(AttentionFunctions.Azure.Ingest).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)];

    [Fact]
    public void Every_function_has_a_name_of_its_own_and_one_trigger()
    {
        Assert.Equal(Functions.Length, Functions.Select(Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(Functions, function => Assert.Single(
            function.GetParameters(), parameter => parameter.GetCustomAttributes().Any(attribute => attribute.GetType().Name.EndsWith("TriggerAttribute"))));
    }

    [Fact]
    public void The_http_triggers_are_exactly_the_routes()
    {
        var triggers = Functions
            .Select(function => (Name: Name(function), Trigger: Trigger<HttpTriggerAttribute>(function)))
            .Where(pair => pair.Trigger is not null)
            .Select(pair => new Route(pair.Name, pair.Trigger!.Methods!.Single().ToUpperInvariant(), pair.Trigger.Route!));
        Assert.Equal(Routes.All.OrderBy(route => route.Name), triggers.OrderBy(route => route.Name), EqualityComparer<Route>.Default);
    }

    [Fact]
    public void Only_the_open_routes_need_no_key_and_decisions_about_models_and_money_need_the_master_key()
    {
        foreach (MethodInfo function in Functions)
        {
            if (Trigger<HttpTriggerAttribute>(function) is not { } trigger) continue;
            Route route = Routes.All.Single(route => route.Name == Name(function));
            AuthorizationLevel expected = route.IsOpen || route.HasOwnKey ? AuthorizationLevel.Anonymous
                : route.IsAdministrative ? AuthorizationLevel.Admin
                : AuthorizationLevel.Function;
            Assert.Equal(expected, trigger.AuthLevel);
        }
    }

    [Fact]
    public void Route_values_are_parameters_of_the_function()
    {
        foreach (MethodInfo function in Functions)
        {
            if (Trigger<HttpTriggerAttribute>(function) is not { } trigger) continue;
            foreach (string value in trigger.Route!.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '*', '}')))
                Assert.Contains(function.GetParameters(), parameter => parameter.Name == value && parameter.ParameterType == typeof(string));
        }
    }

    [Fact]
    public void The_queue_trigger_takes_batches_as_an_array_and_its_settings_are_in_the_sample()
    {
        (ParameterInfo parameter, ServiceBusTriggerAttribute trigger) = Functions
            .SelectMany(function => function.GetParameters())
            .Select(parameter => (parameter, trigger: parameter.GetCustomAttribute<ServiceBusTriggerAttribute>()!))
            .Single(pair => pair.trigger is not null);
        Assert.True(trigger.IsBatched);
        Assert.Equal(typeof(string[]), parameter.ParameterType);
        Assert.True(SampleSettings().ContainsKey(trigger.Connection!));
        AssertNamesASetting(trigger.QueueName!);
    }

    [Fact]
    public void Every_schedule_is_a_setting_of_the_sample_with_six_fields()
    {
        TimerTriggerAttribute[] timers = [.. Functions.Select(Trigger<TimerTriggerAttribute>).OfType<TimerTriggerAttribute>()];
        Assert.Equal(5, timers.Length);
        Assert.All(timers, timer =>
        {
            AssertNamesASetting(timer.Schedule);
            Assert.Equal(6, SampleSettings()[timer.Schedule.Trim('%')].Split(' ').Length);
        });
    }

    [Fact]
    public void The_route_prefix_of_host_json_is_the_one_of_the_routes()
    {
        using JsonDocument host = Resource("host.json");
        Assert.Equal(Routes.Prefix, host.RootElement.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString());
    }

    [Fact]
    public void The_service_bus_settings_are_ones_that_version_5_of_the_extension_reads()
    {
        string[] known = ["autoCompleteMessages", "maxMessageBatchSize", "minMessageBatchSize", "maxBatchWaitTime", "prefetchCount",
            "maxAutoLockRenewalDuration", "clientRetryOptions", "transportType", "maxConcurrentCalls", "maxConcurrentSessions", "sessionIdleTimeout"];
        using JsonDocument host = Resource("host.json");
        JsonElement serviceBus = host.RootElement.GetProperty("extensions").GetProperty("serviceBus");
        Assert.All(serviceBus.EnumerateObject(), setting => Assert.Contains(setting.Name, known));
        Assert.InRange(serviceBus.GetProperty("maxMessageBatchSize").GetInt32(), 100, 250);
    }

    private static string Name(MethodInfo function) => function.GetCustomAttribute<FunctionAttribute>()!.Name;

    private static T? Trigger<T>(MethodInfo function) where T : Attribute =>
        function.GetParameters().Select(parameter => parameter.GetCustomAttribute<T>()).FirstOrDefault(trigger => trigger is not null);

    private static void AssertNamesASetting(string reference)
    {
        Assert.StartsWith("%", reference);
        Assert.EndsWith("%", reference);
        Assert.True(SampleSettings().ContainsKey(reference.Trim('%')), $"{reference} is not in local.settings.sample.json");
    }

    private static Dictionary<string, string> SampleSettings()
    {
        using JsonDocument sample = Resource("local.settings.sample.json");
        return sample.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetString()!);
    }

    private static JsonDocument Resource(string name)
    {
        using Stream stream = typeof(TriggerTests).Assembly.GetManifestResourceStream(name)!;
        return JsonDocument.Parse(stream);
    }
}
