using System.Diagnostics;
using AttentionFunctions.Testing;
using Xunit;

namespace AttentionFunctions.Store;

/// <summary>A second process on the same store: <c>tests/AttentionFunctions.StoreProbe</c>, built into the folder beside ours.</summary>
internal static class Probe
{
    private const string Name = "AttentionFunctions.StoreProbe";

    public static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [Assembly(), .. arguments])
    {
        RedirectStandardOutput = true,
    })!;

    public static async Task RunAsync(params string[] arguments)
    {
        using Process probe = Start(arguments);
        await probe.StandardOutput.ReadToEndAsync();
        await probe.WaitForExitAsync();
        Assert.Equal(0, probe.ExitCode);
    }

    public static async Task KillAsync(this Process probe)
    {
        probe.Kill();
        await probe.WaitForExitAsync();
    }

    private static string Assembly()
    {
        string tests = Path.Join(Repository.Root, "tests");
        string[] ours = Path.GetRelativePath(tests, AppContext.BaseDirectory).Split(Path.DirectorySeparatorChar);
        return Path.Join(tests, Name, Path.Join(ours[1..]), $"{Name}.dll");
    }
}
