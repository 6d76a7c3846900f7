namespace AttentionFunctions.Testing;

/// <summary>An empty folder that goes with its owner.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("attention-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
