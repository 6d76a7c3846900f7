using System.Runtime.InteropServices;

namespace AttentionFunctions.Local.Commands;

/// <summary>
/// Ctrl+C or SIGTERM as a token, from the start of a verb to its end. The first one asks: the verb may take the time that it needs, the pump
/// its grace period. A second one ends the process at once.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private int exitCode;

    public StopSignal() => registrations = [Listen(PosixSignal.SIGINT, 130), Listen(PosixSignal.SIGTERM, 143)];

    public CancellationToken Token => source.Token;

    /// <summary>128 and the number of the signal, as shells have it; null when none came.</summary>
    public int? ExitCode => Volatile.Read(ref exitCode) is > 0 and var code ? code : null;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations) registration.Dispose();
        source.Dispose();
    }

    private PosixSignalRegistration Listen(PosixSignal signal, int code) => PosixSignalRegistration.Create(signal, context =>
    {
        if (Interlocked.CompareExchange(ref exitCode, code, 0) != 0) return;
        context.Cancel = true;
        source.Cancel();
    });
}
