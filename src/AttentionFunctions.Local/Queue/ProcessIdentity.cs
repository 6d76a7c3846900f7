using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace AttentionFunctions.Local.Queue;

/// <summary>A process of one machine. Its start tells it from a later one that got the same number.</summary>
/// <param name="Machine">With the run of the system and the space of process numbers, where the system tells them: containers have their own.</param>
/// <param name="Started">Linux: clock ticks since the system's start, which no change of the clock moves; else UTC ticks.</param>
internal sealed record ProcessIdentity(string Machine, int Id, long Started)
{
    public static ProcessIdentity Current { get; } = new(
        MachineHere(), Environment.ProcessId, StartOf(Environment.ProcessId) ?? throw new InvalidOperationException("This process is not running."));

    /// <summary>Of other machines nobody here knows: they are taken to be alive.</summary>
    public bool IsAlive => Machine != Current.Machine || StartOf(Id) == Started;

    private static string MachineHere() => !OperatingSystem.IsLinux()
        ? Environment.MachineName
        : $"{Environment.MachineName} {File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()} {new FileInfo("/proc/self/ns/pid").LinkTarget}";

    /// <summary>Null when no such process runs; one that has ended and is not yet waited for does not.</summary>
    private static long? StartOf(int id)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using var process = Process.GetProcessById(id);
                return process.HasExited ? null : process.StartTime.ToUniversalTime().Ticks;
            }

            // proc_pid_stat(5): the name, in brackets, may hold anything; the state comes after it, and the start is the twentieth field from there.
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}
