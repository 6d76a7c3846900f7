namespace AttentionFunctions.Local.Publish;

/// <summary>What one request to <c>/api/events</c> may hold.</summary>
internal static class PublishLimits
{
    /// <summary>Bytes of a chunk with its line breaks, and so of a line.</summary>
    public const int ChunkBytes = 1024 * 1024;

    public const int ChunkLines = 5_000;
}
