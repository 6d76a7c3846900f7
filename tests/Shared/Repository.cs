namespace AttentionFunctions.Testing;

/// <summary>Where the sources are, for tests that start or read what lies beside them.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static bool IsContinuousIntegration { get; } = Environment.GetEnvironmentVariable("CI") is "true" or "1";

    private static string Find(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Join(folder, "AttentionFunctions.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException("The tests do not run from inside the repository.");
    }
}
