using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AttentionFunctions.Testing;
using Xunit;

namespace AttentionFunctions.Local.Decide;

/// <summary>The official client of Azure Personalizer, in a Node process.</summary>
internal static class PersonalizerClient
{
    private static readonly NodePackage Package = new("personalizer");

    /// <summary>Runs <c>session.js</c>. Skips the test where npm is missing, except in CI, where that is a failure.</summary>
    public static async Task<JsonDocument> RunSessionAsync(Uri endpoint, string key, int rounds)
    {
        string? obstacle = await Package.EnsureAsync();
        Assert.SkipWhen(obstacle is not null && !Repository.IsContinuousIntegration, obstacle ?? "");
        if (obstacle is not null) throw new InvalidOperationException(obstacle);

        using Process node = Process.Start(new ProcessStartInfo(
            "node", [Path.Join(Package.Folder, "session.js"), endpoint.ToString().TrimEnd('/'), key, rounds.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = node.StandardError.ReadToEndAsync();
        string output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        return node.ExitCode == 0 ? JsonDocument.Parse(output) : throw new InvalidOperationException($"The client failed: {await errors}");
    }
}
