using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using AttentionFunctions.Assist;
using AttentionFunctions.Embed;
using AttentionFunctions.Ingest;
using AttentionFunctions.Store;
using AttentionFunctions.Testing;
using AttentionFunctions.Watch;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AttentionFunctions.Tests.Infrastructure;

/// <summary>What the Bicep would deploy must be what the code reads, and no more open than it has to be.</summary>
public sealed partial class BicepTests(Bicep bicep) : IClassFixture<Bicep>
{
    /// <summary>Read by the Functions host, by Azure.Identity or by the exporter of telemetry, not by this code.</summary>
    private static readonly string[] PlatformSettings =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING", "AZURE_CLIENT_ID",
        "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_RUNTIME",
    ];

    public static TheoryData<string> Files => [.. Bicep.ParameterFiles];

    [Fact]
    public void The_compiler_has_nothing_to_object_to_in_the_template() => Assert.Equal("", bicep.Lint("main.bicep"));

    [Theory, MemberData(nameof(Files))]
    public void The_compiler_has_nothing_to_object_to_in_a_parameter_file(string file) => Assert.Equal("", bicep.Lint($"{file}.bicepparam"));

    [Fact]
    public void There_are_parameter_files_for_small_and_production() =>
        Assert.Superset(new HashSet<string> { "small", "production" }, Bicep.ParameterFiles.ToHashSet());

    [Theory, MemberData(nameof(Files))]
    public void Every_app_has_the_settings_that_the_code_reads_and_no_others(string file)
    {
        IReadOnlyList<Dictionary<string, string>> apps = Apps(bicep.Snapshot(file));
        Assert.NotEmpty(apps);
        HashSet<string> functions = [.. typeof(AttentionFunctions.Azure.Ingest).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name).OfType<string>()];
        foreach (Dictionary<string, string> settings in apps)
        {
            foreach (string needed in SampleSettings().Where(name => !PlatformSettings.Contains(name)))
                Assert.Contains(settings.Keys, name => name == needed || name.StartsWith(needed + "__", StringComparison.Ordinal));
            Assert.All(settings.Keys, name => Assert.True(
                PlatformSettings.Contains(name)
                || SampleSettings().Any(known => name == known || name.StartsWith(known + "__", StringComparison.Ordinal))
                || (Disabled().Match(name) is { Success: true } disabled && functions.Contains(disabled.Groups[1].Value))
                || (name.Split("__") is ["Encoder", var property] && typeof(EncoderOptions).GetProperty(property) is not null),
                $"{name} is a setting that nothing reads"));
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void The_pipeline_starts_with_the_settings_of_every_app(string file)
    {
        foreach (Dictionary<string, string> settings in Apps(bicep.Snapshot(file)))
        {
            // What only Azure knows, in the form that Azure gives it.
            settings["Storage"] = "https://account.blob.core.windows.net/";
            settings["PseudonymKey"] = Convert.ToBase64String(new byte[32]);
            settings["ServiceBus__fullyQualifiedNamespace"] = "sb-attention.servicebus.windows.net";
            settings["Assistant__Endpoint"] = "https://oai-attention.openai.azure.com/";
            IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(
                settings.Where(setting => !setting.Key.StartsWith("Encoder__", StringComparison.Ordinal))
                    .Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value))).Build();

            using ServiceProvider services = new ServiceCollection().AddAttentionPipeline(PipelineOptions.Read(configuration))
                .AddServiceBusQueue(configuration).BuildServiceProvider();
            Assert.NotNull(services.GetRequiredService<IEventQueue>());
            Assert.NotNull(services.GetRequiredService<IngestEvents>());
            Assert.NotNull(services.GetRequiredService<AskAssistant>());
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void Exactly_one_app_has_the_retrain_timer(string file) =>
        Assert.Single(Apps(bicep.Snapshot(file)), settings => !settings.ContainsKey("AzureWebJobs.RetrainTimer.Disabled"));

    [Theory, MemberData(nameof(Files))]
    public void The_queue_is_the_one_that_the_trigger_reads_and_behaves_as_the_code_expects(string file)
    {
        IReadOnlyList<JsonElement> resources = bicep.Snapshot(file);
        JsonElement queue = Single(resources, "Microsoft.ServiceBus/namespaces/queues");
        Assert.All(Apps(resources), settings => Assert.Equal(Name(queue).Split('/')[1], settings["Queue"]));
        JsonElement properties = queue.GetProperty("properties");
        Assert.True(properties.GetProperty("requiresDuplicateDetection").GetBoolean());
        Assert.True(properties.GetProperty("deadLetteringOnMessageExpiration").GetBoolean());
        Assert.Equal(10, properties.GetProperty("maxDeliveryCount").GetInt32());

        // The longest there is: the trigger renews no lock of a batch.
        Assert.Equal(TimeSpan.FromMinutes(5), System.Xml.XmlConvert.ToTimeSpan(properties.GetProperty("lockDuration").GetString()!));
    }

    [Theory, MemberData(nameof(Files))]
    public void Storage_has_the_container_of_the_code_and_its_lifecycle_touches_the_log_only(string file)
    {
        IReadOnlyList<JsonElement> resources = bicep.Snapshot(file);
        Assert.Contains(Of(resources, "Microsoft.Storage/storageAccounts/blobServices/containers"),
            container => Name(container).EndsWith("/" + BlobStores.DefaultContainer, StringComparison.Ordinal));
        JsonElement rule = Single(resources, "Microsoft.Storage/storageAccounts/managementPolicies")
            .GetProperty("properties").GetProperty("policy").GetProperty("rules").EnumerateArray().Single();
        string prefix = rule.GetProperty("definition").GetProperty("filters").GetProperty("prefixMatch").EnumerateArray().Single().GetString()!;
        Assert.Equal($"{BlobStores.DefaultContainer}/events/v1/", prefix);
        Assert.False(rule.GetProperty("definition").GetProperty("actions").GetProperty("baseBlob").TryGetProperty("delete", out _));
    }

    [Theory, MemberData(nameof(Files))]
    public void No_door_is_open_that_need_not_be(string file)
    {
        IReadOnlyList<JsonElement> resources = bicep.Snapshot(file);
        JsonElement storage = Properties(Single(resources, "Microsoft.Storage/storageAccounts"));
        Assert.False(storage.GetProperty("allowSharedKeyAccess").GetBoolean());
        Assert.False(storage.GetProperty("allowBlobPublicAccess").GetBoolean());
        Assert.True(storage.GetProperty("supportsHttpsTrafficOnly").GetBoolean());
        Assert.Equal("TLS1_2", storage.GetProperty("minimumTlsVersion").GetString());
        Assert.All(Of(resources, "Microsoft.Storage/storageAccounts/blobServices/containers"),
            container => Assert.Equal("None", Properties(container).GetProperty("publicAccess").GetString()));

        JsonElement serviceBus = Properties(Single(resources, "Microsoft.ServiceBus/namespaces"));
        Assert.True(serviceBus.GetProperty("disableLocalAuth").GetBoolean());
        Assert.Equal("1.2", serviceBus.GetProperty("minimumTlsVersion").GetString());

        JsonElement vault = Properties(Single(resources, "Microsoft.KeyVault/vaults"));
        Assert.True(vault.GetProperty("enableRbacAuthorization").GetBoolean());
        Assert.True(vault.GetProperty("enablePurgeProtection").GetBoolean());

        Assert.True(Properties(Single(resources, "Microsoft.Insights/components")).GetProperty("DisableLocalAuth").GetBoolean());
        Assert.All(Of(resources, "Microsoft.Web/sites"), site =>
        {
            Assert.True(Properties(site).GetProperty("httpsOnly").GetBoolean());
            Assert.Equal("1.2", Properties(site).GetProperty("siteConfig").GetProperty("minTlsVersion").GetString());
        });
        Assert.All(Of(resources, "Microsoft.Web/sites/basicPublishingCredentialsPolicies"),
            policy => Assert.False(Properties(policy).GetProperty("allow").GetBoolean()));
        Assert.DoesNotContain("listKeys", string.Concat(resources.Select(resource => resource.GetRawText())), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>An alert on a metric that nobody emits, or on words that nobody logs, would be silent for ever.</summary>
    [Theory, MemberData(nameof(Files))]
    public void Alerts_read_what_the_code_emits(string file)
    {
        string[] names = ["drift", "failed-gate", "invalid"];
        Dictionary<string, string> queries = Of(bicep.Snapshot(file), "Microsoft.Insights/scheduledQueryRules").ToDictionary(
            rule => names.Single(name => Name(rule).EndsWith($"-{name}", StringComparison.Ordinal)),
            rule => Properties(rule).GetProperty("criteria").GetProperty("allOf")[0].GetProperty("query").GetString()!);
        Assert.Equal(names, queries.Keys.Order(StringComparer.Ordinal));
        Assert.Contains($"\"{MeasureDrift.Metric}\"", queries["drift"]);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"> {MeasureDrift.Significant}"), queries["drift"]);

        string[] emitted = [.. Metrics().Matches(string.Concat(queries.Values)).Select(match => match.Groups[1].Value)];
        Assert.Equal(3, emitted.Distinct().Count());
        string sources = string.Concat(Directory.EnumerateFiles(Path.Join(Repository.Root, "src", "AttentionFunctions.Pipeline"), "*.cs", SearchOption.AllDirectories)
            .Where(source => !source.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText));
        Assert.All(emitted.Distinct(), metric => Assert.Contains($"\"{metric}\"", sources, StringComparison.Ordinal));
        Assert.Contains("\"Retrain: {Outcome}", sources, StringComparison.Ordinal);
        Assert.Contains(nameof(AttentionFunctions.Train.RetrainOutcome.NotPromoted), queries["failed-gate"]);
    }

    [Fact]
    public void Production_reaches_its_data_through_private_endpoints_only()
    {
        IReadOnlyList<JsonElement> resources = bicep.Snapshot("production");
        foreach (string type in new[] { "Microsoft.Storage/storageAccounts", "Microsoft.ServiceBus/namespaces", "Microsoft.KeyVault/vaults" })
            Assert.Equal("Disabled", Properties(Single(resources, type)).GetProperty("publicNetworkAccess").GetString());
        Assert.Equal(3, Of(resources, "Microsoft.Network/privateEndpoints").Count());
    }

    [Theory, MemberData(nameof(Files))]
    public void The_identity_has_exactly_these_roles_and_nobody_else_any(string file)
    {
        var roles = Of(bicep.Snapshot(file), "Microsoft.Authorization/roleAssignments").Select(assignment => (
            Role: Properties(assignment).GetProperty("roleDefinitionId").GetString()!.Split('/')[^1],
            Scope: Scope().Match(assignment.GetProperty("id").GetString()!).Groups[1].Value.Split('/')[^2])).ToHashSet();
        HashSet<(string, string)> expected =
        [
            ("b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "storageAccounts"), // Storage Blob Data Owner
            ("4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0", "queues"), // Azure Service Bus Data Receiver
            ("69a216fc-b8fb-44d8-bc22-1f3c2cd27a39", "queues"), // Azure Service Bus Data Sender
            ("4633458b-17de-408a-b874-0445c86b69e6", "vaults"), // Key Vault Secrets User
            ("3913510d-42f4-4e42-8a64-420c390055eb", "components"), // Monitoring Metrics Publisher
        ];
        if (file == "gpu") expected.Add(("7f951dda-4ed3-4680-a7ca-43fe172d538d", "registries")); // AcrPull
        Assert.Equal(expected, roles);
    }

    [Fact]
    public void A_model_that_is_given_can_be_asked_and_nothing_more()
    {
        JsonElement given = Assert.Single(bicep.Template().GetProperty("resources").EnumerateObject(), resource => resource.Name == "givenAssistant").Value;
        Assert.Equal("[not(empty(parameters('openAiResourceId')))]", given.GetProperty("condition").GetString());
        JsonElement module = Properties(given).GetProperty("template");
        Assert.Equal("5e0bd9bd-7b93-4f28-af87-19fc36ad61bd", module.GetProperty("variables").GetProperty("roleId").GetString()); // Cognitive Services OpenAI User
        JsonElement deployed = Assert.Single(module.GetProperty("resources").EnumerateArray());
        Assert.Equal("Microsoft.Authorization/roleAssignments", deployed.GetProperty("type").GetString());
    }

    [Fact]
    public void No_output_gives_a_secret_away_and_the_key_travels_as_a_secret()
    {
        JsonElement template = bicep.Template();
        foreach (JsonElement each in Templates(template))
        {
            string[] secrets = each.TryGetProperty("parameters", out JsonElement parameters)
                ? [.. parameters.EnumerateObject().Where(parameter => parameter.Value.GetProperty("type").GetString()!.StartsWith("secure", StringComparison.OrdinalIgnoreCase)).Select(parameter => parameter.Name)]
                : [];
            Assert.Equal(each.TryGetProperty("parameters", out parameters) && parameters.TryGetProperty("pseudonymKey", out _), secrets.Contains("pseudonymKey"));
            if (!each.TryGetProperty("outputs", out JsonElement outputs)) continue;
            foreach (JsonProperty output in outputs.EnumerateObject())
            {
                string value = output.Value.GetRawText();
                Assert.DoesNotContain("list", value, StringComparison.Ordinal); // listKeys, listSecrets, …
                Assert.All(secrets, secret => Assert.DoesNotContain($"parameters('{secret}')", value, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Every_kind_of_resource_is_explained()
    {
        string explained = File.ReadAllText(Path.Join(Repository.Root, "docs", "deploy.md"));
        IEnumerable<string> types = Bicep.ParameterFiles.SelectMany(bicep.Snapshot).Select(resource => resource.GetProperty("type").GetString()!).Distinct();
        Assert.All(types, type => Assert.Contains($"`{type}`", explained, StringComparison.Ordinal));
    }

    internal static IReadOnlyList<Dictionary<string, string>> Apps(IReadOnlyList<JsonElement> resources) =>
    [
        .. Of(resources, "Microsoft.Web/sites/config").Select(config => Properties(config).EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.GetString()!)),
        .. Of(resources, "Microsoft.App/containerApps").Select(app => Properties(app).GetProperty("template").GetProperty("containers")[0].GetProperty("env")
            .EnumerateArray().ToDictionary(variable => variable.GetProperty("name").GetString()!,
                variable => variable.TryGetProperty("value", out JsonElement value) ? value.GetString()! : "a secret")),
    ];

    private static IEnumerable<JsonElement> Templates(JsonElement template)
    {
        yield return template;
        if (!template.TryGetProperty("resources", out JsonElement resources)) yield break;
        IEnumerable<JsonElement> all = resources.ValueKind == JsonValueKind.Array
            ? resources.EnumerateArray()
            : resources.EnumerateObject().Select(resource => resource.Value);
        foreach (JsonElement resource in all)
        {
            if (resource.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty("template", out JsonElement nested))
                foreach (JsonElement each in Templates(nested)) yield return each;
        }
    }

    private static IEnumerable<JsonElement> Of(IEnumerable<JsonElement> resources, string type) =>
        resources.Where(resource => resource.GetProperty("type").GetString() == type);

    private static JsonElement Single(IEnumerable<JsonElement> resources, string type) => Assert.Single(Of(resources, type));

    private static JsonElement Properties(JsonElement resource) => resource.GetProperty("properties");

    private static string Name(JsonElement resource) => resource.GetProperty("name").GetString()!;

    private static IEnumerable<string> SampleSettings()
    {
        using Stream stream = typeof(BicepTests).Assembly.GetManifestResourceStream("local.settings.sample.json")!;
        using JsonDocument sample = JsonDocument.Parse(stream);
        return [.. sample.RootElement.GetProperty("Values").EnumerateObject().Select(value => value.Name)];
    }

    [GeneratedRegex("\"(attention\\.[a-z.]+)\"")]
    private static partial Regex Metrics();

    [GeneratedRegex(@"^AzureWebJobs\.(\w+)\.Disabled$")]
    private static partial Regex Disabled();

    [GeneratedRegex(@"^\[extensionResourceId\('([^']+)'")]
    private static partial Regex Scope();
}
