using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace AttentionFunctions.Events;

public sealed class FuzzTests
{
    private const int Payloads = 10_000;

    private static readonly string[] Seeds =
    [
        Events.Payloads.View,
        """{"specversion":"1.0","id":"x","source":"/app","type":"attention.rate","data":{"userId":"u","itemId":"i","value":4}}""",
        """{"type":"item.upserted","itemId":"i","title":"Größe","categories":["a","b"],"vector":[0.5,1e3],"price":9.5}""",
        """{"type":"user.updated","userId":"u","user":{"timeZone":"Europe/Berlin","workingHours":{"from":"09:00","to":"17:00"}}}""",
        """[{"type":"click","userId":"u","itemId":"i","context":{"device":"mobile","\u00e4":"\ud83d\ude00"}},{"type":"search"}]""",
        """{"specversion":"1.0","type":"attention.view","data_base64":"eyJ1c2VySWQiOiJ1IiwiaXRlbUlkIjoiaSJ9"}""",
    ];

    [Fact]
    public void Hostile_payloads_never_throw_lose_no_line_and_cost_no_good_event()
    {
        var random = new Random(20261124);
        for (int run = 0; run < Payloads; run++)
        {
            List<byte[]> lines = [];
            List<string> good = [];
            for (int line = random.Next(1, 6); line > 0; line--)
            {
                lines.Add(Hostile(random));
                if (random.Next(2) == 0)
                {
                    good.Add($"good-{run}-{line}");
                    lines.Add(Encoding.UTF8.GetBytes(Events.Payloads.View.Replace("e-1", good[^1], StringComparison.Ordinal)));
                }
            }

            byte[] payload = [.. lines.SelectMany(line => (byte[])[.. line, (byte)'\n'])];
            EventBatch batch = EventReader.Read(payload, Events.Payloads.Received);

            Assert.Equal(good, batch.Events.Select(read => read.Id).Where(id => id.StartsWith("good-", StringComparison.Ordinal)));
            Assert.All(batch.Rejections, rejection => Assert.NotEmpty(rejection.Reasons));
            Assert.InRange(LinesNotRejected(payload, batch), 0, batch.Events.Count);
        }
    }

    [Fact]
    public void A_payload_without_any_event_is_set_aside_byte_by_byte()
    {
        var random = new Random(7);
        for (int run = 0; run < 1_000; run++)
        {
            string[] lines = [.. Enumerable.Range(0, random.Next(1, 8)).Select(line => $"{{\"broken {line}\" {random.Next()} :")];
            EventBatch batch = Events.Payloads.Read(string.Join('\n', lines));
            Assert.Equal(lines, batch.Rejections.Select(rejection => rejection.Text().Trim()));
        }
    }

    /// <summary>Lines with text of which no rejection holds anything: each must have given an event.</summary>
    private static int LinesNotRejected(byte[] payload, EventBatch batch)
    {
        bool[] rejected = new bool[payload.Length];
        foreach (Rejection rejection in batch.Rejections)
        {
            Assert.True(MemoryMarshal.TryGetArray(rejection.Original, out ArraySegment<byte> original));
            rejected.AsSpan(original.Offset, original.Count).Fill(true);
        }

        int lines = 0;
        foreach (Range range in ((ReadOnlySpan<byte>)payload).Split((byte)'\n'))
        {
            (int start, int length) = range.GetOffsetAndLength(payload.Length);
            bool isEmptyArray = payload[start..(start + length)].All(next => next is (byte)'[' or (byte)']' or (byte)' ');
            lines += isEmptyArray || rejected.AsSpan(start, length).Contains(true) ? 0 : 1;
        }

        return lines;
    }

    private static byte[] Hostile(Random random)
    {
        List<byte> bytes = [.. Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)])];
        for (int change = random.Next(1, 5); change > 0; change--)
        {
            int at = random.Next(bytes.Count + 1);
            int length = Math.Min(random.Next(20), bytes.Count - at);
            switch (random.Next(9))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 5:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(new string(random.Next(2) == 0 ? '[' : '{', random.Next(200))));
                    break;
                case 6:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)'a', random.Next(50) == 0 ? 200_000 : 300));
                    break;
                case 7:
                    string[] values = ["null", "NaN", "1e999", "-5", "\"\\ud800\"", "[]", "{}", "true", "\"9\"", "\u0001"];
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(values[random.Next(values.Length)]));
                    break;
                default:
                    bytes.InsertRange(at, ",\"userId\":[1],\"time\":5"u8.ToArray());
                    break;
            }
        }

        bytes.RemoveAll(next => next == '\n');
        return [.. bytes];
    }
}
