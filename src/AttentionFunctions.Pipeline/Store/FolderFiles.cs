using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace AttentionFunctions.Store;

/// <summary>Files that are written aside and appear whole. A file that has appeared is never changed, only replaced by another.</summary>
/// <remarks>
/// Where names are exchanged, a replaced file of up to <see cref="RecycledBytes"/> is written over when something is written aside next:
/// making a file and deleting one costs several times the write itself. So a file that small is read under the lock of its name, to the end;
/// then nobody is still reading it when it is replaced, under the same lock.
/// Safe against being killed at any instruction, because the page cache outlives the process. Not safe against losing power: nothing is
/// flushed to the disk, since an <c>fsync</c> per write would cost milliseconds, a hundred times the write itself. Copies of the folder must
/// be real ones: a hard link to a blob's file would change with it when the file is written over.
/// </remarks>
internal sealed class FolderFiles
{
    /// <summary>What is longer is read without a lock, and its file is used once.</summary>
    public const int RecycledBytes = 1 << 20;

    private const int CopyBuffer = 1 << 20;

    /// <summary>As many as writers are likely to be at work at once.</summary>
    private const int MaxSpares = 16;

    /// <summary>What a dead writer left is kept this long, so that nothing is taken away between being made and being locked.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    private readonly string _root;
    private readonly string _temporary;
    private readonly string _writer = Guid.NewGuid().ToString("N");
    private readonly ConcurrentQueue<string> _spares = [];

    /// <summary>Locked as long as this writer is in use: a spare is as old as the blob it was, and its age tells nothing.</summary>
    [SuppressMessage("CodeQuality", "IDE0052", Justification = "Held, not read.")]
    private readonly SafeFileHandle _alive;
    private long _written;

    public FolderFiles(string root, TimeProvider time)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)) + Path.DirectorySeparatorChar;
        _temporary = _root + ".tmp" + Path.DirectorySeparatorChar;
        Directory.CreateDirectory(_temporary);
        _alive = File.OpenHandle(AliveOf(_writer), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        DeleteAbandoned(time.GetUtcNow() - AbandonedAfter);
    }

    public string Root => _root;

    /// <summary>The content and its ETag.</summary>
    public static Blob Read(SafeFileHandle file, string name)
    {
        int length = checked((int)RandomAccess.GetLength(file));

        // What is as long is in a file that is used once, as no spare is so long, and a file that has appeared never changes.
        if (MappedFile.IsFor(length) && MappedFile.Of(file, length) is var mapped) return new Blob(mapped, ContentETag.Of(mapped.Span));

        byte[] content = GC.AllocateUninitializedArray<byte>(length);
        for (int at = 0; at < content.Length;)
        {
            int read = RandomAccess.Read(file, content.AsSpan(at), at);
            at += read > 0 ? read : throw new EndOfStreamException($"'{name}' became shorter while it was read.");
        }

        return new Blob(content, ContentETag.Of(content));
    }

    /// <summary>Null when there is no such file. Under the lock of the name.</summary>
    public string? ReadETag(string name)
    {
        using SafeFileHandle? file = Open(name);
        return file is null ? null : ContentETag.Of(file);
    }

    /// <summary>Open for reading, without keeping others from replacing or deleting it; or null when there is no such file.</summary>
    public SafeFileHandle? Open(string name)
    {
        string path = PathOf(name);
        try
        {
            // Asking first is a fifth of the price of the exception, and absent blobs (users never seen before) are common.
            if (File.Exists(path))
            {
                return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Deleted in between.
        }

        return Directory.Exists(_root) ? null : throw new DirectoryNotFoundException($"The store's folder '{_root}' is gone.");
    }

    public bool Exists(string name) => File.Exists(PathOf(name));

    public string WriteAside(ReadOnlySpan<byte> content)
    {
        (string path, SafeFileHandle file) = TakeSpare() ?? CreateTemporary();
        try
        {
            using (file)
            {
                if (RandomAccess.GetLength(file) > content.Length)
                {
                    RandomAccess.SetLength(file, content.Length);
                }

                RandomAccess.Write(file, content, 0);
                return path;
            }
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    public async Task<(string Path, string ETag)> WriteAsideAsync(Stream content, CancellationToken cancel)
    {
        (string path, SafeFileHandle created) = CreateTemporary();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyBuffer);
        try
        {
            using SafeFileHandle file = created;
            var hash = new XxHash128();
            long at = 0;
            for (int read; (read = await content.ReadAsync(buffer, cancel)) > 0; at += read)
            {
                hash.Append(buffer.AsSpan(0, read));
                RandomAccess.Write(file, buffer.AsSpan(0, read), at);
            }

            return (path, ContentETag.Of(hash));
        }
        catch
        {
            File.Delete(path);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// Makes a file written aside the blob of this name, in one step and in place of any other. Takes it away if that fails. Under the lock
    /// of the name.
    /// </summary>
    public void Place(string temporary, string name)
    {
        try
        {
            Move(temporary, PathOf(name));
        }
        catch (Exception e)
        {
            File.Delete(temporary);
            if (InTheWayOf(name) is { } obstacle)
            {
                throw new IOException($"'{name}' cannot be written: {obstacle}. In a folder no blob's name can be the path to another.", e);
            }

            throw;
        }
    }

    public void Delete(string name)
    {
        string path = PathOf(name);
        File.Delete(path);
        try
        {
            // Folders live as long as there are blobs in them, as in Azure, where they do not exist at all.
            for (string folder = Path.GetDirectoryName(path)!; folder.Length > _root.Length; folder = Path.GetDirectoryName(folder)!)
            {
                Directory.Delete(folder);
            }
        }
        catch (IOException)
        {
            // Not empty.
        }
    }

    private void Move(string temporary, string path)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                if (FolderExchange.TryExchange(temporary, path))
                {
                    PutBy(temporary);
                }
                else
                {
                    File.Move(temporary, path, overwrite: true);
                }

                return;
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException && attempt < 8 && Directory.Exists(_root))
            {
                // The first blob of a folder, or its last one was just deleted and the folder with it.
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            }
        }
    }

    private string? InTheWayOf(string name)
    {
        if (Directory.Exists(PathOf(name)))
        {
            return "there are blobs below it";
        }

        for (int slash = name.IndexOf('/'); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            if (Exists(name[..slash]))
            {
                return $"'{name[..slash]}' is a blob";
            }
        }

        return null;
    }

    private string PathOf(string name) => _root + name;

    private (string Path, SafeFileHandle File) CreateTemporary()
    {
        string path = $"{_temporary}{_writer}-{Interlocked.Increment(ref _written)}";
        return (path, File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None));
    }

    private void PutBy(string replaced)
    {
        if (_spares.Count < MaxSpares)
        {
            _spares.Enqueue(replaced);
        }
        else
        {
            File.Delete(replaced);
        }
    }

    /// <summary>A file that was replaced and that nobody reads any more, to be written over.</summary>
    private (string Path, SafeFileHandle File)? TakeSpare()
    {
        while (_spares.TryDequeue(out string? path))
        {
            try
            {
                SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.None);
                if (RandomAccess.GetLength(file) <= RecycledBytes)
                {
                    return (path, file);
                }

                file.Dispose();
                File.Delete(path);
            }
            catch (FileNotFoundException)
            {
                // Somebody tidied the folder.
            }
            catch (IOException e) when (FolderLocks.IsTaken(e))
            {
                // Readers hold a shared lock on what they have open (.NET takes it unasked), and somebody still reads this long one.
                File.Delete(path);
            }
        }

        return null;
    }

    private void DeleteAbandoned(DateTimeOffset before)
    {
        foreach (string path in Directory.EnumerateFiles(_temporary))
        {
            if (File.GetLastWriteTimeUtc(path) < before && !IsAlive(Path.GetFileName(path).Split('-', '.')[0]))
            {
                File.Delete(path);
            }
        }
    }

    private bool IsAlive(string writer)
    {
        string path = AliveOf(writer);
        if (!File.Exists(path))
        {
            return false;
        }

        using SafeFileHandle? free = FolderLocks.TryOpen(path);
        return free is null;
    }

    private string AliveOf(string writer) => $"{_temporary}{writer}.alive";
}
