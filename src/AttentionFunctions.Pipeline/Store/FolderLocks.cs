using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AttentionFunctions.Store;

/// <summary>Mutual exclusion of writers by name, between tasks and between processes.</summary>
/// <remarks>
/// A lock is a file opened with <see cref="FileShare.None"/>: <c>flock</c> on Unix, a sharing mode on Windows. The kernel drops both when
/// their holder ends in whatever way, so no lock outlives a killed process. Names share 256 lock files; within a process a semaphore stands
/// before each file, so that a process only ever contends with others for it.
/// </remarks>
internal sealed class FolderLocks
{
    private const int Stripes = 256;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    /// <summary>EWOULDBLOCK, which .NET hands on as it is.</summary>
    private static readonly int UnixWouldBlock = OperatingSystem.IsLinux() ? 11 : 35;

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim[] _gates = new SemaphoreSlim[Stripes];

    public FolderLocks(string folder, TimeProvider time)
    {
        (_folder, _time) = (folder, time);
        for (int i = 0; i < Stripes; i++)
        {
            _gates[i] = new SemaphoreSlim(1);
        }

        Directory.CreateDirectory(folder);
        RequireThatLocksWork();
    }

    public async ValueTask<Held> EnterAsync(string name, CancellationToken cancel)
    {
        int stripe = (int)(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(name.AsSpan())) % Stripes);
        SemaphoreSlim gate = _gates[stripe];
        await gate.WaitAsync(cancel);
        try
        {
            return new Held(gate, await OpenAsync(Path.Join(_folder, stripe.ToString("x2", null)), cancel));
        }
        catch
        {
            gate.Release();
            throw;
        }
    }

    private async ValueTask<SafeFileHandle> OpenAsync(string path, CancellationToken cancel)
    {
        // A holder needs well under a millisecond; waits grow to 16 ms for the case that it is not getting a processor.
        for (int wait = 1; ; wait = Math.Min(2 * wait, 16))
        {
            if (TryOpen(path) is { } handle)
            {
                return handle;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(wait), _time, cancel);
        }
    }

    /// <summary>The lock until it is disposed; null when somebody else has it.</summary>
    public static SafeFileHandle? TryOpen(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsTaken(e))
        {
            return null;
        }
    }

    /// <summary>Whether a file could not be opened because of how somebody else has it open.</summary>
    public static bool IsTaken(IOException e) => e.HResult == (OperatingSystem.IsWindows() ? WindowsSharingViolation : UnixWouldBlock);

    /// <summary>.NET ignores it when a file system (some network shares) or a setting leaves locks out; writes would then be lost silently.</summary>
    private void RequireThatLocksWork()
    {
        string path = Path.Join(_folder, $"probe-{Guid.NewGuid():N}");
        try
        {
            using SafeFileHandle? first = TryOpen(path);
            using SafeFileHandle? second = TryOpen(path);
            if (second is not null)
            {
                throw new IOException(
                    $"Files in '{_folder}' cannot be locked. Keep the store on a local disk, and do not set DOTNET_SYSTEM_IO_DISABLEFILELOCKING.");
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    public readonly struct Held(SemaphoreSlim gate, SafeFileHandle handle) : IDisposable
    {
        public void Dispose()
        {
            handle.Dispose();
            gate.Release();
        }
    }
}
