namespace AttentionFunctions.Client;

/// <summary>The parts of a connection string that REST needs.</summary>
internal sealed class ServiceBusConnectionString
{
    private const string Form = "Endpoint=sb://{namespace}.servicebus.windows.net/;SharedAccessKeyName={name};SharedAccessKey={key}";

    /// <summary>Where the emulator listens for http.</summary>
    private const int EmulatorPort = 5300;

    private readonly Dictionary<string, string> parts = new(StringComparer.OrdinalIgnoreCase);

    private ServiceBusConnectionString(string text)
    {
        foreach (string part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal); // Keys end in "=", so only the first one separates.
            if (equals <= 0)
            {
                throw new FormatException($"A part of the Service Bus connection string has no name. Its form is {Form}.");
            }

            parts[part[..equals].TrimEnd()] = part[(equals + 1)..].TrimStart();
        }

        Endpoint = ReadEndpoint();
        KeyName = Required("SharedAccessKeyName");
        Key = Required("SharedAccessKey");
    }

    public Uri Endpoint { get; }

    public string KeyName { get; }

    public string Key { get; }

    public string? EntityPath => parts.GetValueOrDefault("EntityPath");

    private bool IsEmulator => bool.TryParse(parts.GetValueOrDefault("UseDevelopmentEmulator"), out bool emulator) && emulator;

    public static ServiceBusConnectionString Parse(string text) => new(text);

    private Uri ReadEndpoint()
    {
        string text = Required("Endpoint");
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? endpoint) || endpoint.Scheme != "sb" || endpoint.Host.Length == 0)
        {
            throw new FormatException($"The Endpoint '{text}' of the Service Bus connection string is not of the form sb://{{host}}/.");
        }

        // Real namespaces speak AMQP and REST on ports of their own; a port in the string is only ever an emulator's.
        return IsEmulator
            ? new UriBuilder(Uri.UriSchemeHttp, endpoint.Host, endpoint.Port > 0 ? endpoint.Port : EmulatorPort).Uri
            : new UriBuilder(Uri.UriSchemeHttps, endpoint.Host).Uri;
    }

    private string Required(string name) => parts.GetValueOrDefault(name) is { Length: > 0 } value
        ? value
        : throw new FormatException($"The Service Bus connection string has no {name}. Its form is {Form}.");
}
