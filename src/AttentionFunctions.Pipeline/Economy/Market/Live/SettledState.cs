using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace AttentionFunctions.Economy;

/// <summary>As stored: what has been settled. One blob, swapped under its ETag, so that a click is charged and remembered in one step or not at all.</summary>
/// <param name="Segments">Hashes of the log's segments that were read, of those that are still there.</param>
internal sealed record SettledState(int FormatVersion, IReadOnlyList<SettledDay> Days, byte[] Segments)
{
    public const int CurrentFormat = 1;

    public static SettledState Empty { get; } = new(CurrentFormat, [], []);
}

/// <param name="Places">Hashes of the places on which a click was counted.</param>
internal sealed record SettledDay(DateOnly Day, DateTimeOffset At, byte[] Places, IReadOnlyDictionary<string, CampaignTally> Campaigns);

/// <summary>Sets of 64-bit hashes, 8 bytes each. Two of a million meet once in 37 million days; the second click would then be free.</summary>
internal static class HashSets
{
    public static ulong Of(string text) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text));

    public static HashSet<ulong> Read(byte[] bytes) => [.. MemoryMarshal.Cast<byte, ulong>(bytes)];

    /// <summary>Ascending: equal sets are equal bytes.</summary>
    public static byte[] Write(IEnumerable<ulong> hashes) => MemoryMarshal.AsBytes<ulong>(hashes.Order().ToArray()).ToArray();
}
