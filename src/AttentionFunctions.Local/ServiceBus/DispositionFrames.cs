using System.Buffers.Binary;

namespace AttentionFunctions.Local.ServiceBus;

/// <summary>
/// Repairs one mismatch of two libraries: the JavaScript client writes the keys of <c>rejected.error.info</c> as strings, where AMQP 1.0
/// (part 2, section 2.8.14, type fields) wants symbols and AMQPNetLite closes the connection over it. A string and a symbol of the same
/// text have the same length and differ in the first byte only, so the frame is mended in place.
/// </summary>
internal static class DispositionFrames
{
    private const byte Described = 0x00, SmallULong = 0x53;
    private const byte Disposition = 0x15, Rejected = 0x25, Error = 0x1d;
    private const byte String8 = 0xa1, Symbol8 = 0xa3, String32 = 0xb1, Symbol32 = 0xb3;
    private const int FieldsBeforeState = 4; // role, first, last, settled
    private const int FieldsBeforeInfo = 2; // condition, description

    /// <param name="frame">A whole frame without its size: data offset, type, channel, performative.</param>
    public static void Mend(Span<byte> frame)
    {
        if (frame.Length < 4 || frame[1] != 0) return;
        int at = frame[0] * 4 - 4;
        if (at < 4 || at >= frame.Length) return;
        try
        {
            if (Enter(frame, ref at, Disposition) <= FieldsBeforeState) return;
            Skip(frame, ref at, FieldsBeforeState);
            if (Enter(frame, ref at, Rejected) < 1 || Enter(frame, ref at, Error) <= FieldsBeforeInfo) return;
            Skip(frame, ref at, FieldsBeforeInfo);
            if (frame[at] is not (0xc1 or 0xd1)) return;
            for (int left = Open(frame, ref at); left >= 2; left -= 2)
            {
                frame[at] = frame[at] switch { String8 => Symbol8, String32 => Symbol32, byte other => other };
                Skip(frame, ref at, 2);
            }
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            // A frame cut short. The library behind says so in its own way.
        }
    }

    /// <summary>Goes to the first field of a described list. Returns the number of its fields; 0 when there is another thing there.</summary>
    private static int Enter(Span<byte> frame, ref int at, byte descriptor)
    {
        if (frame[at] != Described || frame[at + 1] != SmallULong || frame[at + 2] != descriptor) return 0;
        at += 3;
        return frame[at] is 0xc0 or 0xd0 ? Open(frame, ref at) : 0;
    }

    /// <summary>Goes behind the head of a list or map. Returns its count.</summary>
    private static int Open(Span<byte> frame, ref int at)
    {
        bool isSmall = frame[at] is 0xc0 or 0xc1;
        int count = isSmall ? frame[at + 2] : BinaryPrimitives.ReadInt32BigEndian(frame[(at + 5)..]);
        at += isSmall ? 3 : 9;
        return count;
    }

    /// <summary>Widths by the upper half of the type byte: AMQP 1.0, part 1, section 1.2.</summary>
    private static void Skip(Span<byte> frame, ref int at, int values)
    {
        for (; values > 0; values--)
        {
            if (frame[at] == Described)
            {
                at++;
                Skip(frame, ref at, 2);
                continue;
            }

            at += (frame[at] >> 4) switch
            {
                0x4 => 1,
                0x5 => 2,
                0x6 => 3,
                0x7 => 5,
                0x8 => 9,
                0x9 => 17,
                0xa or 0xc or 0xe => 2 + frame[at + 1],
                _ => checked(5 + (int)BinaryPrimitives.ReadUInt32BigEndian(frame[(at + 1)..])),
            };
        }
    }
}
