using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using AttentionFunctions.Testing;
using Xunit;

namespace AttentionFunctions.Tests.Infrastructure;

/// <summary>The real compiler on a copy of <c>infra/</c>.</summary>
public sealed class Bicep : IDisposable
{
    /// <summary>Made-up, but of the right form: names and scopes of a snapshot are computed from them.</summary>
    private static readonly string[] Target =
    [
        "--mode", "overwrite", "--subscription-id", "00000000-0000-0000-0000-000000000001", "--tenant-id", "00000000-0000-0000-0000-000000000002",
        "--resource-group", "rg-attention", "--location", "westeurope",
    ];

    private readonly ConcurrentDictionary<string, IReadOnlyList<JsonElement>> _snapshots = new();
    private readonly TemporaryFolder _folder = new();
    private readonly string? _compiler = typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(attribute => attribute.Key == "Bicep")?.Value;

    public Bicep()
    {
        string infra = Path.Join(Repository.Root, "infra");
        foreach (string file in Directory.EnumerateFiles(infra, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Join(_folder.Path, Path.GetRelativePath(infra, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>The parameter files of <c>infra/</c>, by name.</summary>
    public static IEnumerable<string> ParameterFiles { get; } =
        [.. Directory.EnumerateFiles(Path.Join(Repository.Root, "infra"), "*.bicepparam").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    /// <summary>Everything that the compiler says about a file; empty when it has nothing to object to.</summary>
    public string Lint(string file) => Run("lint", file).Said;

    /// <summary>The template that Azure Resource Manager gets.</summary>
    public JsonElement Template()
    {
        (int code, string said) = Run("build", "main.bicep", "--outfile", Path.Join(_folder.Path, "main.json"));
        Assert.True(code == 0, said);
        return JsonElement.Parse(File.ReadAllText(Path.Join(_folder.Path, "main.json")));
    }

    /// <summary>The resources that a deployment with a parameter file would make, with every expression evaluated that needs no Azure for it.</summary>
    public IReadOnlyList<JsonElement> Snapshot(string parameters) => _snapshots.GetOrAdd(parameters, TakeSnapshot);

    private IReadOnlyList<JsonElement> TakeSnapshot(string parameters)
    {
        (int code, string said) = Run(["snapshot", $"{parameters}.bicepparam", .. Target]);
        Assert.True(code == 0, said);
        JsonElement snapshot = JsonElement.Parse(File.ReadAllText(Path.Join(_folder.Path, $"{parameters}.snapshot.json")));
        return [.. snapshot.GetProperty("predictedResources").EnumerateArray()];
    }

    public void Dispose() => _folder.Dispose();

    private (int Code, string Said) Run(params string[] arguments)
    {
        Assert.SkipWhen(_compiler is null, "The Bicep compiler is packaged for Linux on x64 only.");
        using Process process = Process.Start(new ProcessStartInfo(_compiler!, arguments)
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PSEUDONYM_KEY"] = Convert.ToBase64String(new byte[32]) },
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
