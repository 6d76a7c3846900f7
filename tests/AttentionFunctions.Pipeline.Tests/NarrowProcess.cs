using System.Diagnostics;
using Xunit;

namespace AttentionFunctions;

/// <summary>A class of tests once more, in a process that instruction sets of this machine are hidden from.</summary>
internal static class NarrowProcess
{
    private const string Mark = "ATTENTION_KERNEL_CHILD";

    public static bool IsThisOne => Environment.GetEnvironmentVariable(Mark) is not null;

    /// <param name="setting">A runtime switch that is set to 0.</param>
    /// <returns>What it printed; a failed test there fails the one that asked.</returns>
    public static async Task<string> RunAsync(Type tests, string setting)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [tests.Assembly.Location, "-class", tests.FullName!, "-showLiveOutput"])
        {
            RedirectStandardOutput = true,
            Environment = { [setting] = "0", [Mark] = "1" },
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) != "dotnet") start.ArgumentList.RemoveAt(0);
        using Process child = Process.Start(start)!;
        string output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode == 0, output);
        return output;
    }
}
