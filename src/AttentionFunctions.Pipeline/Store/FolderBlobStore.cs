using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace AttentionFunctions.Store;

/// <summary>Blobs as files in a folder of a local disk, safe between processes and against being killed.</summary>
/// <remarks>
/// Names that differ only in case are one blob where the file system takes them for one (Windows, macOS). File I/O is synchronous on the
/// caller's thread: blobs are small and mostly cached, and a thread-pool hop costs more than the read.
/// </remarks>
public sealed class FolderBlobStore : IBlobStore
{
    private readonly FolderFiles _files;
    private readonly FolderLocks _locks;
    private readonly TimeProvider _time;

    /// <param name="root">Created when it is absent. Names that start with a dot inside it belong to the store.</param>
    /// <param name="time">Measures leases and waits; the system's when null.</param>
    public FolderBlobStore(string root, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        _time = time ?? TimeProvider.System;
        _files = new FolderFiles(root, _time);
        _locks = new FolderLocks(Path.Join(_files.Root, ".locks"), _time);
    }

    public async Task<Blob?> ReadAsync(string name, CancellationToken cancel = default)
    {
        (Blob? small, SafeFileHandle? large) = await OpenAsync(name, cancel);
        using (large)
        {
            return large is null ? small : FolderFiles.Read(large, name);
        }
    }

    public async Task<Stream?> OpenReadAsync(string name, CancellationToken cancel = default)
    {
        (Blob? small, SafeFileHandle? large) = await OpenAsync(name, cancel);
        return large is not null ? new FileStream(large, FileAccess.Read)
            : small is null ? null
            : new MemoryStream(small.Content.ToArray(), writable: false);
    }

    public async Task<string?> GetETagAsync(string name, CancellationToken cancel = default)
    {
        (Blob? small, SafeFileHandle? large) = await OpenAsync(name, cancel);
        using (large)
        {
            return large is null ? small?.ETag : ContentETag.Of(large);
        }
    }

    public async Task<string?> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancel = default)
    {
        Check(name, cancel);
        // A redelivered batch ends here, without writing anything.
        return !_files.Exists(name) && await TryPlaceAsync(_files.WriteAside(content.Span), name, cancel)
            ? ContentETag.Of(content.Span)
            : null;
    }

    public async Task<string?> TryCreateAsync(string name, Stream content, CancellationToken cancel = default)
    {
        Check(name, cancel);
        ArgumentNullException.ThrowIfNull(content);
        if (_files.Exists(name))
        {
            return null;
        }

        (string temporary, string etag) = await _files.WriteAsideAsync(content, cancel);
        return await TryPlaceAsync(temporary, name, cancel) ? etag : null;
    }

    public async Task<string?> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancel = default)
    {
        Check(name, cancel);
        using FolderLocks.Held held = await _locks.EnterAsync(name, cancel);
        if (_files.ReadETag(name) != etag)
        {
            return null;
        }

        _files.Place(_files.WriteAside(content.Span), name);
        return ContentETag.Of(content.Span);
    }

    public async Task<bool> DeleteAsync(string name, string? etag = null, CancellationToken cancel = default)
    {
        Check(name, cancel);
        using FolderLocks.Held held = await _locks.EnterAsync(name, cancel);
        if (etag is null ? !_files.Exists(name) : _files.ReadETag(name) != etag)
        {
            return false;
        }

        _files.Delete(name);
        return true;
    }

    public async IAsyncEnumerable<BlobEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        BlobNames.CheckPrefix(prefix);
        await Task.CompletedTask;
        foreach (BlobEntry blob in FolderListing.Walk(_files.Root, prefix))
        {
            cancel.ThrowIfCancellationRequested();
            yield return blob;
        }
    }

    public Task<IBlobLease?> TryAcquireLeaseAsync(string name, TimeSpan duration, CancellationToken cancel = default)
    {
        Check(name, cancel);
        BlobLeases.CheckDuration(duration);
        return FolderLease.TryAcquireAsync(_files, _locks, _time, name, duration, cancel);
    }

    /// <summary>A small blob is read at once, under the lock, as <see cref="FolderFiles"/> asks; a large one is left to the caller.</summary>
    private async ValueTask<(Blob? Small, SafeFileHandle? Large)> OpenAsync(string name, CancellationToken cancel)
    {
        Check(name, cancel);
        using FolderLocks.Held held = await _locks.EnterAsync(name, cancel);
        SafeFileHandle? file = _files.Open(name);
        try
        {
            if (file is null || RandomAccess.GetLength(file) > FolderFiles.RecycledBytes)
            {
                return (null, file);
            }

            Blob small = FolderFiles.Read(file, name);
            file.Dispose();
            return (small, null);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    private static void Check(string name, CancellationToken cancel)
    {
        BlobNames.Check(name);
        cancel.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// Under the name's lock, since <c>File.Move(overwrite: false)</c> is no create-only on Unix: it asks whether the target exists and then
    /// renames over it, and of two that ask at the same time both win.
    /// </summary>
    private async ValueTask<bool> TryPlaceAsync(string temporary, string name, CancellationToken cancel)
    {
        try
        {
            using FolderLocks.Held held = await _locks.EnterAsync(name, cancel);
            if (_files.Exists(name))
            {
                return false;
            }

            _files.Place(temporary, name);
            return true;
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
