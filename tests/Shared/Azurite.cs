namespace AttentionFunctions.Testing;

/// <summary>
/// Azure Blob Storage as Microsoft's emulator plays it: one process per test assembly, started when the first test asks and ended with the
/// assembly. Register with <c>[assembly: AssemblyFixture(typeof(Azurite))]</c> and take it as a constructor parameter.
/// </summary>
public sealed class Azurite : IAsyncDisposable
{
    private readonly Lazy<Task<AzuriteProcess>> _running = new(() => AzuriteProcess.StartAsync());

    /// <summary>A connection string. Skips the test where npm is missing, except in CI, where that is a failure.</summary>
    public async Task<string> ConnectionAsync() => (await _running.Value).Connection;

    /// <summary>Every test has a container of its own.</summary>
    public static string NewContainer() => $"test-{Guid.NewGuid():N}";

    public async ValueTask DisposeAsync()
    {
        if (_running is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await (await _running.Value).DisposeAsync();
    }
}
