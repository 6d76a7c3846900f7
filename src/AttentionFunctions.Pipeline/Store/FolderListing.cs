using System.IO.Enumeration;

namespace AttentionFunctions.Store;

/// <summary>The blobs of a folder in ordinal order of their full names, one directory in memory at a time (and its parents).</summary>
internal static class FolderListing
{
    /// <summary>Hidden and system files are told apart by their names, which is the same on every platform.</summary>
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <param name="root">Ends with a separator.</param>
    public static IEnumerable<BlobEntry> Walk(string root, string prefix)
    {
        int slash = prefix.LastIndexOf('/') + 1;
        return Walk(root, prefix[..slash], prefix[slash..]);
    }

    private static IEnumerable<BlobEntry> Walk(string root, string directory, string start)
    {
        foreach ((string key, long length) in Entries(root + directory, start))
        {
            if (key.EndsWith('/'))
            {
                foreach (BlobEntry blob in Walk(root, directory + key, ""))
                {
                    yield return blob;
                }
            }
            else
            {
                yield return new BlobEntry(directory + key, length);
            }
        }
    }

    /// <summary>
    /// Directories carry their slash into the order: <c>a-b</c> comes before everything in <c>a/</c>, because '-' comes before '/', and
    /// <c>a0</c> after it.
    /// </summary>
    private static List<(string Key, long Length)> Entries(string path, string start)
    {
        try
        {
            List<(string Key, long Length)> entries =
            [
                .. new FileSystemEnumerable<(string Key, long Length)>(path, KeyAndLength, Everything)
                {
                    ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                        entry.FileName.StartsWith(start, StringComparison.Ordinal) && BlobNames.IsSegment(entry.FileName),
                },
            ];
            entries.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
            return entries;
        }
        catch (DirectoryNotFoundException)
        {
            return []; // Never there, or its last blob was deleted since the parent was read.
        }
    }

    private static (string Key, long Length) KeyAndLength(ref FileSystemEntry entry) =>
        entry.IsDirectory ? ($"{entry.FileName}/", 0) : (entry.FileName.ToString(), entry.Length);
}
