using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace AttentionFunctions.Testing;

/// <summary>
/// Azure Blob Storage as Microsoft's emulator plays it: one process per test assembly, started when the first test asks and ended with the
/// assembly. Register with <c>[assembly: AssemblyFixture(typeof(Azurite))]</c> and take it as a constructor parameter.
/// </summary>
public sealed partial class Azurite : IAsyncDisposable
{
    private static readonly NodePackage Package = new("azurite");

    private readonly Lazy<Task<(Process? Process, string Connection)>> _running = new(StartAsync);

    /// <summary>A connection string. Skips the test where npm is missing, except in CI, where that is a failure.</summary>
    public async Task<string> ConnectionAsync()
    {
        (Process? process, string connection) = await _running.Value;
        Assert.SkipWhen(process is null && !Repository.IsContinuousIntegration, connection);
        return process is not null ? connection : throw new InvalidOperationException(connection);
    }

    /// <summary>Every test has a container of its own.</summary>
    public static string NewContainer() => $"test-{Guid.NewGuid():N}";

    public async ValueTask DisposeAsync()
    {
        if (_running.IsValueCreated && (await _running.Value).Process is { } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <returns>The process and how to connect to it, or no process and why.</returns>
    private static async Task<(Process? Process, string Connection)> StartAsync()
    {
        if (await Package.EnsureAsync() is { } obstacle)
        {
            return (null, obstacle);
        }

        var start = new ProcessStartInfo("node",
        [
            "--require", Path.Join(Package.Folder, "exit-with-parent.js"),
            Path.Join(Package.Folder, "node_modules", "azurite", "dist", "src", "blob", "main.js"),
            "--blobHost", "127.0.0.1", "--blobPort", "0", "--inMemoryPersistence", "--extentMemoryLimit", "2048",
            "--silent", "--disableTelemetry", "--skipApiVersionCheck",
        ])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process azurite = Process.Start(start)!;
        Task<string> errors = azurite.StandardError.ReadToEndAsync();
        while (await azurite.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                _ = azurite.StandardOutput.ReadToEndAsync(); // A full pipe would stop it.
                return (azurite, ConnectionTo(match.Groups["endpoint"].Value));
            }
        }

        throw new InvalidOperationException($"Azurite did not start: {await errors}");
    }

    /// <summary>The account and key that every Azurite has.</summary>
    private static string ConnectionTo(string endpoint) =>
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
        + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + $"BlobEndpoint={endpoint}/devstoreaccount1;";

    [GeneratedRegex("successfully listen\\w* (at|on) (?<endpoint>http://[^ /]+)")]
    private static partial Regex Listening();
}
