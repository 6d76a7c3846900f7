using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using AttentionFunctions.Events;

namespace AttentionFunctions.Profiles;

/// <summary>
/// The stored form of a profile, version 1: a version byte, then little-endian fields with varint lengths. Canonical: equal profiles are
/// equal bytes, whatever the order in which their events came.
/// </summary>
internal static class ProfileFormat
{
    private const byte Version = 1;

    /// <summary>Grows to the largest profile that its thread has written.</summary>
    [ThreadStatic]
    private static MemoryStream? s_scratch;

    public static byte[] Write(Profile profile)
    {
        MemoryStream stream = s_scratch ??= new MemoryStream();
        stream.SetLength(0);
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Version);

        writer.Write7BitEncodedInt(profile.Entries.Count);
        long previous = 0;
        foreach (ProfileEntry entry in profile.Entries)
        {
            // Entries are in order of time, so differences are small.
            writer.Write7BitEncodedInt64(entry.TimeMs - previous);
            previous = entry.TimeMs;
            writer.Write(entry.IdHash);
            writer.Write((byte)entry.Type);
            writer.Write(entry.Subject);
            WriteNumber(writer, entry.Seconds);
            WriteNumber(writer, entry.Value);
        }

        writer.Write7BitEncodedInt(profile.Seen.Count);
        string[] items = [.. profile.Seen.Keys];
        Array.Sort(items, StringComparer.Ordinal);
        foreach (string item in items)
        {
            SeenItem seen = profile.Seen[item];
            writer.Write(item);
            writer.Write7BitEncodedInt64(seen.ChosenMs);
            writer.Write7BitEncodedInt64(seen.RefusedMs);
        }

        foreach (long milliseconds in profile.AttentionMs) writer.Write7BitEncodedInt64(milliseconds);
        foreach (int count in profile.EventCounts) writer.Write7BitEncodedInt(count);

        WriteSetting(writer, profile.Settings.TimeZone);
        WriteSetting(writer, profile.Settings.WorkingHours);
        WriteSetting(writer, profile.Settings.Preferences);
        WriteSetting(writer, profile.Settings.Consent);
        writer.Flush();
        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are no profile of a version this program knows.</exception>
    public static Profile Read(ReadOnlyMemory<byte> content, string name)
    {
        ArraySegment<byte> bytes = MemoryMarshal.TryGetArray(content, out ArraySegment<byte> array) ? array : content.ToArray();
        using var reader = new BinaryReader(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false), Encoding.UTF8);
        try
        {
            byte version = reader.ReadByte();
            if (version != Version)
                throw new InvalidDataException($"{name} has format version {version}; this program reads version {Version}.");

            var entries = new List<ProfileEntry>(reader.Read7BitEncodedInt());
            long time = 0;
            for (int remaining = entries.Capacity; remaining > 0; remaining--)
            {
                time += reader.Read7BitEncodedInt64();
                entries.Add(new ProfileEntry(
                    time, reader.ReadUInt64(), (EventType)reader.ReadByte(), reader.ReadString(), ReadNumber(reader), ReadNumber(reader)));
            }

            int seenCount = reader.Read7BitEncodedInt();
            var seen = new Dictionary<string, SeenItem>(seenCount, StringComparer.Ordinal);
            for (int i = 0; i < seenCount; i++)
                seen.Add(reader.ReadString(), new SeenItem(reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64()));

            var attention = new long[Profile.HoursOfWeek];
            for (int hour = 0; hour < attention.Length; hour++) attention[hour] = reader.Read7BitEncodedInt64();
            var counts = new int[Profile.HoursOfWeek];
            for (int hour = 0; hour < counts.Length; hour++) counts[hour] = reader.Read7BitEncodedInt();

            var settings = new UserSettings(
                ReadSetting<string>(reader), ReadSetting<WorkingHours>(reader),
                ReadSetting<IReadOnlyDictionary<string, string>>(reader), ReadSetting<IReadOnlyDictionary<string, bool>>(reader));
            return new Profile(entries, seen, attention, counts, settings);
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException or JsonException)
        {
            throw new InvalidDataException($"{name} is damaged; rebuild the profiles from the event log.", e);
        }
    }

    private static void WriteNumber(BinaryWriter writer, double? number)
    {
        writer.Write(number.HasValue);
        if (number is { } value) writer.Write(value);
    }

    private static double? ReadNumber(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadDouble() : null;

    private static void WriteSetting<T>(BinaryWriter writer, Setting<T> setting) where T : class
    {
        writer.Write(setting.Value is null ? "" : JsonSerializer.Serialize(setting.Value));
        if (setting.Value is null) return;
        writer.Write(setting.TimeMs);
        writer.Write(setting.IdHash);
    }

    private static Setting<T> ReadSetting<T>(BinaryReader reader) where T : class =>
        reader.ReadString() is { Length: > 0 } json
            ? new Setting<T>(JsonSerializer.Deserialize<T>(json), reader.ReadInt64(), reader.ReadUInt64())
            : default;
}
