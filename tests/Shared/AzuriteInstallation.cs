using System.ComponentModel;
using System.Diagnostics;

namespace AttentionFunctions.Testing;

/// <summary>Azurite as pinned in <c>tests/azurite</c>, installed there once by npm.</summary>
internal static class AzuriteInstallation
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static string Folder { get; } = Path.Join(Repository.Root, "tests", "azurite");

    public static string EntryPoint { get; } = Path.Join(Folder, "node_modules", "azurite", "dist", "src", "blob", "main.js");

    /// <returns>Null when installed, or why it cannot be.</returns>
    public static async Task<string?> EnsureAsync()
    {
        using FileStream guard = await EnterAsync(Path.Join(Folder, "node_modules.lock"));
        return IsCurrent() ? null : await InstallAsync();
    }

    /// <summary>npm writes its own record of what it installed last of all.</summary>
    private static bool IsCurrent()
    {
        var installed = new FileInfo(Path.Join(Folder, "node_modules", ".package-lock.json"));
        return installed.Exists
            && File.Exists(EntryPoint)
            && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Join(Folder, "package-lock.json"));
    }

    private static async Task<string?> InstallAsync()
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process npm = Process.Start(start)!;
            Task<string> output = npm.StandardOutput.ReadToEndAsync();
            string errors = await npm.StandardError.ReadToEndAsync();
            await npm.WaitForExitAsync();
            return npm.ExitCode == 0 ? null : $"npm could not install Azurite: {errors}{await output}";
        }
        catch (Win32Exception)
        {
            return "Azurite needs Node.js and npm, which are not installed.";
        }
    }

    /// <summary>Test assemblies run side by side, and one installation is enough.</summary>
    private static async Task<FileStream> EnterAsync(string path)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(100);
            }
        }
    }
}
