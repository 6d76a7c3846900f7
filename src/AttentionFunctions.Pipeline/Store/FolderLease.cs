using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace AttentionFunctions.Store;

/// <summary>A file with the holder and the end of the lease, changed only under the lock of its name.</summary>
internal sealed class FolderLease : IBlobLease
{
    private const string Folder = ".leases/";

    private readonly FolderFiles _files;
    private readonly FolderLocks _locks;
    private readonly TimeProvider _time;
    private readonly string _file;
    private readonly TimeSpan _duration;
    private readonly string _holder = Guid.NewGuid().ToString("N");

    private FolderLease(FolderFiles files, FolderLocks locks, TimeProvider time, string name, TimeSpan duration) =>
        (_files, _locks, _time, _file, _duration) = (files, locks, time, Folder + name, duration);

    public static async Task<IBlobLease?> TryAcquireAsync(
        FolderFiles files, FolderLocks locks, TimeProvider time, string name, TimeSpan duration, CancellationToken cancel)
    {
        var lease = new FolderLease(files, locks, time, name, duration);
        using FolderLocks.Held held = await locks.EnterAsync(lease._file, cancel);
        if (lease.Read() is { } other && other.End > time.GetUtcNow())
        {
            return null;
        }

        lease.Write();
        return lease;
    }

    public async Task<bool> RenewAsync(CancellationToken cancel = default)
    {
        using FolderLocks.Held held = await _locks.EnterAsync(_file, cancel);
        if (Read()?.Holder != _holder)
        {
            return false;
        }

        Write();
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        using FolderLocks.Held held = await _locks.EnterAsync(_file, CancellationToken.None);
        if (Read()?.Holder == _holder)
        {
            _files.Delete(_file);
        }
    }

    private void Write()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{_holder} {_time.GetUtcNow() + _duration:O}");
        _files.Place(_files.WriteAside(Encoding.ASCII.GetBytes(text)), _file);
    }

    /// <summary>Null when nobody holds the lease. What does not parse was lost with the power; nobody who wrote it is alive.</summary>
    private (string Holder, DateTimeOffset End)? Read()
    {
        using SafeFileHandle? file = _files.Open(_file);
        if (file is null)
        {
            return null;
        }

        Blob blob = FolderFiles.Read(file, _file);
        string[] parts = Encoding.ASCII.GetString(blob.Content.Span).Split(' ');
        return parts.Length == 2
            && DateTimeOffset.TryParseExact(parts[1], "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTimeOffset end)
            ? (parts[0], end)
            : null;
    }
}
