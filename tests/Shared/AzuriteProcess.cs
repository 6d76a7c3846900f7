using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace AttentionFunctions.Testing;

/// <summary>A running emulator of Azure Blob Storage that keeps everything in memory; it ends with its owner, however that ends.</summary>
internal sealed partial class AzuriteProcess : IAsyncDisposable
{
    /// <summary>The account and key that every Azurite has.</summary>
    public const string Account = "devstoreaccount1";

    public const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly NodePackage Package = new("azurite");

    private readonly Process _process;

    private AzuriteProcess(Process process, Uri endpoint) => (_process, Endpoint) = (process, endpoint);

    /// <summary>Of the account.</summary>
    public Uri Endpoint { get; }

    public string Connection =>
        $"DefaultEndpointsProtocol={Endpoint.Scheme};AccountName={Account};AccountKey={Key};BlobEndpoint={Endpoint};";

    /// <summary>Skips the test where npm is missing, except in CI, where that is a failure.</summary>
    /// <param name="port">0 for one that is free.</param>
    /// <param name="more">More arguments.</param>
    public static async Task<AzuriteProcess> StartAsync(int port = 0, params string[] more)
    {
        if (await Package.EnsureAsync() is { } obstacle)
        {
            Assert.SkipUnless(Repository.IsContinuousIntegration, obstacle);
            throw new InvalidOperationException(obstacle);
        }

        var start = new ProcessStartInfo("node",
        [
            "--require", Path.Join(Package.Folder, "exit-with-parent.js"),
            Path.Join(Package.Folder, "node_modules", "azurite", "dist", "src", "blob", "main.js"),
            "--blobHost", "127.0.0.1", "--blobPort", $"{port}", "--inMemoryPersistence", "--extentMemoryLimit", "2048",
            "--silent", "--disableTelemetry", "--skipApiVersionCheck", .. more,
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
                return new AzuriteProcess(azurite, new Uri($"{match.Groups["endpoint"].Value}/{Account}"));
            }
        }

        throw new InvalidOperationException($"Azurite did not start: {await errors}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex("successfully listen\\w* (at|on) (?<endpoint>https?://[^ /]+)")]
    private static partial Regex Listening();
}
