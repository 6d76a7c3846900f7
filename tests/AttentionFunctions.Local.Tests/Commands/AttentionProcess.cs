using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace AttentionFunctions.Local.Commands;

/// <summary>The real executable.</summary>
internal sealed class AttentionProcess : IDisposable
{
    /// <summary>Far beyond what a loaded machine needs; a test that hangs fails instead.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly Task<string> error;

    private AttentionProcess(Process process) => (this.process, error) = (process, process.StandardError.ReadToEndAsync());

    public static AttentionProcess Start(params string[] args) => new(Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "attention.dll"), .. args])
    { RedirectStandardOutput = true, RedirectStandardError = true })!);

    /// <summary>Reads on until a line of output holds the text, and returns that line.</summary>
    public async Task<string> UntilAsync(string text)
    {
        using CancellationTokenSource limit = new(Limit);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        throw new InvalidOperationException($"It ended without saying '{text}': {await error}");
    }

    public void Signal(PosixSignal signal)
    {
        using Process kill = Process.Start("kill", [signal == PosixSignal.SIGINT ? "-INT" : "-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        if (kill.ExitCode != 0) throw new InvalidOperationException("The process had ended before it was stopped.");
    }

    /// <summary>Waits for the end.</summary>
    public async Task<Terminal.Answer> AnswerAsync()
    {
        using CancellationTokenSource limit = new(Limit);
        string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return new Terminal.Answer(process.ExitCode, output, await error);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}
