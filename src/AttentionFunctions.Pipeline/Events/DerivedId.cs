using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace AttentionFunctions.Events;

/// <summary>
/// The id of an event that was sent without one: <c>c-</c> and 128 bits of SHA-256 over its canonical JSON. The order of fields, white
/// space and unknown fields make no difference. The time belongs to it, also where the reader filled it in: a queue redelivers a
/// message with the time it first took it, while two equal events sent at two times are two events.
/// </summary>
internal static class DerivedId
{
    public const string Prefix = "c-";

    public static string Of(AttentionEvent @event)
    {
        var canonical = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(canonical, EventWriter.Options))
        {
            EventWriter.Write(json, @event, withId: false);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonical.WrittenSpan, hash);
        return Prefix + Base32.Encode(hash[..16]);
    }
}
