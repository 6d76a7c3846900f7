using System.ComponentModel;
using System.Diagnostics;

namespace AttentionFunctions.Testing;

/// <summary>A folder under <c>tests</c> with a package.json and its lock, installed there once by npm.</summary>
/// <param name="folder">Its name.</param>
internal sealed class NodePackage(string folder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public string Folder { get; } = Path.Join(Repository.Root, "tests", folder);

    /// <returns>Null when installed, or why it cannot be.</returns>
    public async Task<string?> EnsureAsync()
    {
        using FileStream guard = await EnterAsync(Path.Join(Folder, "node_modules.lock"));
        return IsCurrent() ? null : await InstallAsync();
    }

    /// <summary>npm writes its own record of what it installed last of all.</summary>
    private bool IsCurrent()
    {
        var installed = new FileInfo(Path.Join(Folder, "node_modules", ".package-lock.json"));
        return installed.Exists
            && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Join(Folder, "package-lock.json"));
    }

    private async Task<string?> InstallAsync()
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
            return npm.ExitCode == 0 ? null : $"npm could not install tests/{folder}: {errors}{await output}";
        }
        catch (Win32Exception)
        {
            return $"tests/{folder} needs Node.js and npm, which are not installed.";
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
