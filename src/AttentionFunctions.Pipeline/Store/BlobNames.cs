using System.Buffers;

namespace AttentionFunctions.Store;

/// <summary>What a blob may be called; see the remarks of <see cref="IBlobStore"/>.</summary>
internal static class BlobNames
{
    /// <summary>Azure's limit for a whole name.</summary>
    private const int MaxName = 1024;

    /// <summary>What common file systems allow for a file name.</summary>
    private const int MaxSegment = 255;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._=~-");

    public static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Fault(name) is { } fault)
        {
            throw new ArgumentException($"'{name}' is no blob name: {fault}", nameof(name));
        }
    }

    /// <summary>A prefix is the beginning of a name: its last segment may be empty or unfinished.</summary>
    public static void CheckPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Length > 0 && Fault(prefix + "x") is { } fault)
        {
            throw new ArgumentException($"'{prefix}' is no prefix of blob names: {fault}", nameof(prefix));
        }
    }

    /// <summary>Files that others put into the folder (editors, desktops) are no blobs.</summary>
    public static bool IsSegment(ReadOnlySpan<char> segment) => SegmentFault(segment) is null;

    private static string? Fault(string name)
    {
        if (name.Length is 0 or > MaxName)
        {
            return $"it has {name.Length} characters, and 1 to {MaxName} are allowed";
        }

        foreach (Range range in name.AsSpan().Split('/'))
        {
            if (SegmentFault(name.AsSpan(range)) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? SegmentFault(ReadOnlySpan<char> segment) => segment switch
    {
        [] => "it has an empty segment",
        { Length: > MaxSegment } => $"a segment is longer than {MaxSegment} characters",
        // Leading dots would reach the parent folder and the store's own folders.
        ['.', ..] => "a segment starts with a dot",
        // Windows drops trailing dots, and Azure advises against them.
        [.., '.'] => "a segment ends with a dot",
        _ when segment.ContainsAnyExcept(Allowed) => "only letters, digits and . _ = ~ - are allowed between the slashes",
        _ => null,
    };
}
