using System.Runtime.InteropServices;

namespace AttentionFunctions.Store;

/// <summary>
/// Replaces a file by exchanging two names. A rename over an existing file makes ext4 write the new one out at once (its
/// <c>auto_da_alloc</c>), which caps a folder of profiles at a few thousand replaces a second; an exchange is as atomic for readers and
/// costs a fraction. It gives up what that write-out is for, the content after a power cut, which this store does not promise anyway.
/// </summary>
internal static partial class FolderExchange
{
    private const int CurrentFolder = -100;
    private const uint Exchange = 2;

    /// <summary>
    /// Puts <paramref name="temporary"/> in place of <paramref name="path"/>, which from then on has the other's name. False, and nothing
    /// done, where that cannot be: other systems, old kernels, no such file.
    /// </summary>
    public static bool TryExchange(string temporary, string path) =>
        // A folder could be exchanged too, and must not be.
        OperatingSystem.IsLinux() && Supported.Value && File.Exists(path) && RenameAt2(CurrentFolder, temporary, CurrentFolder, path, Exchange) == 0;

    /// <summary>glibc has it since 2.28, musl since 1.2.4.</summary>
    private static readonly Lazy<bool> Supported = new(() =>
        NativeLibrary.TryLoad("libc", typeof(FolderExchange).Assembly, null, out nint library) && NativeLibrary.TryGetExport(library, "renameat2", out _));

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int fromFolder, string from, int toFolder, string to, uint flags);
}
