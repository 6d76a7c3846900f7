using System.Buffers;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace AttentionFunctions.Store;

/// <summary>Files that are written aside and appear whole. A file that has appeared is never changed, only replaced by another.</summary>
/// <remarks>
/// Safe against being killed at any instruction, because the page cache outlives the process. Not safe against losing power: nothing is
/// flushed to the disk, since an <c>fsync</c> per write would cost milliseconds, a hundred times the write itself.
/// </remarks>
internal sealed class FolderFiles
{
    private const int CopyBuffer = 1 << 20;

    /// <summary>A writer that lives touches its temporary file far more often than this.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    private readonly string _root;
    private readonly string _temporary;
    private readonly string _writer = Guid.NewGuid().ToString("N");
    private long _written;

    public FolderFiles(string root, TimeProvider time)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)) + Path.DirectorySeparatorChar;
        _temporary = _root + ".tmp" + Path.DirectorySeparatorChar;
        Directory.CreateDirectory(_temporary);
        DeleteAbandoned(time.GetUtcNow() - AbandonedAfter);
    }

    public string Root => _root;

    /// <summary>The content and its ETag, or null when there is no such file.</summary>
    public Blob? Read(string name)
    {
        using SafeFileHandle? file = Open(name);
        if (file is null)
        {
            return null;
        }

        byte[] content = GC.AllocateUninitializedArray<byte>(checked((int)RandomAccess.GetLength(file)));
        for (int at = 0; at < content.Length;)
        {
            int read = RandomAccess.Read(file, content.AsSpan(at), at);
            at += read > 0 ? read : throw new EndOfStreamException($"'{name}' became shorter while it was read.");
        }

        return new Blob(content, ContentETag.Of(content));
    }

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
        string path = NextTemporary();
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            RandomAccess.Write(file, content, 0);
            return path;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    public async Task<(string Path, string ETag)> WriteAsideAsync(Stream content, CancellationToken cancel)
    {
        string path = NextTemporary();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyBuffer);
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
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

    /// <summary>Makes a file written aside the blob of this name, in one step and in place of any other. Takes it away if that fails.</summary>
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
                if (!FolderExchange.TryReplace(temporary, path)) File.Move(temporary, path, overwrite: true);
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

    private string NextTemporary() => $"{_temporary}{_writer}-{Interlocked.Increment(ref _written)}";

    private void DeleteAbandoned(DateTimeOffset before)
    {
        foreach (string path in Directory.EnumerateFiles(_temporary))
        {
            if (File.GetLastWriteTimeUtc(path) < before)
            {
                File.Delete(path);
            }
        }
    }
}
