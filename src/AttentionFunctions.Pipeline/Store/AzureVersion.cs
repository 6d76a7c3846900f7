using Azure;

namespace AttentionFunctions.Store;

/// <summary>
/// The service's ETag of a blob and the marks of its newest writes, newest first. A writer whose answer was lost finds its mark in the blob and
/// knows that it has written, even when others have replaced the blob since.
/// </summary>
/// <remarks>
/// As text, which is the ETag that <see cref="IBlobStore"/> promises: <c>{etag}~{mark}~{mark}…</c>. The marks travel with it from the read to
/// the write, which puts its own in front and stores them in the blob's metadata. Blobs without marks were written by older versions or others.
/// </remarks>
internal sealed record AzureVersion(ETag ETag, IReadOnlyList<string> Marks)
{
    /// <summary>One more than the writers that may get between a write and its repetition unnoticed.</summary>
    private const int MostMarks = 8;

    private const int MarkLength = 16;

    private const char Separator = '~';

    private const string MetadataName = "writes";

    /// <summary>Fits no blob: stands for a version that was replaced before its writer heard of it.</summary>
    private static readonly ETag Replaced = new("0x0");

    public static AzureVersion Of(ETag etag, IDictionary<string, string> metadata) =>
        new(etag, metadata.TryGetValue(MetadataName, out string? marks) ? marks.Split(Separator) : []);

    /// <summary>What a write makes of a version, with a new mark; without an ETag as yet.</summary>
    public static AzureVersion After(AzureVersion? replaced) =>
        new(default, [Guid.NewGuid().ToString("N")[..MarkLength], .. replaced?.Marks.Take(MostMarks - 1) ?? []]);

    /// <param name="text">As <see cref="ToString"/> gives it; an ETag without marks will do.</param>
    public static AzureVersion Parse(string text)
    {
        string[] parts = text.Split(Separator);
        return new AzureVersion(new ETag(parts[0]), parts[1..]);
    }

    /// <summary>The version that <paramref name="attempt"/> has written, as far as the blob still knows; null when it has not written.</summary>
    public AzureVersion? WrittenAs(AzureVersion attempt)
    {
        int newer = Marks.TakeWhile(mark => mark != attempt.Marks[0]).Count();
        return newer == Marks.Count ? null : new AzureVersion(newer == 0 ? ETag : Replaced, [.. Marks.Skip(newer)]);
    }

    public Dictionary<string, string> ToMetadata() => new() { [MetadataName] = string.Join(Separator, Marks) };

    public override string ToString() => string.Join(Separator, [ETag.ToString("G").Trim('"'), .. Marks]);
}
