using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Store;

public sealed class SafeTensorsTests
{
    private static readonly Gen<SafeTensorsWriter> Files = Gen.Select(
        Gen.Float.Array[0, 9], Gen.Long.Array[0, 9], Gen.Int.Array[0, 9], Gen.Byte.Array[0, 9], Gen.String[0, 5],
        (floats, longs, ints, bytes, text) => new SafeTensorsWriter()
            .Metadata("text", text).Add("bytes", bytes).Add("floats", floats).Add("ints", ints).Add("longs", longs)
            .Add("halves", [(Half)1.5f, Half.NegativeZero]));

    [Fact]
    public void What_is_written_reads_back() => Gen.Select(
        Gen.Float.Array[0, 40], Gen.Long.Array[0, 40], Gen.Int.Array[0, 40], Gen.Byte.Array[0, 40], Gen.String.AlphaNumeric)
        .Sample((floats, longs, ints, bytes, text) =>
        {
            SafeTensors read = SafeTensors.Parse(new SafeTensorsWriter()
                .Add("a bytes", bytes).Add("ints", ints).Add("\"ü", floats).Add("longs", longs).Metadata("k", text).ToBytes());
            Assert.Equal(floats, read.Floats("\"ü").ToArray());
            Assert.Equal(longs, read.Longs("longs").ToArray());
            Assert.Equal(ints, read.Ints("ints").ToArray());
            Assert.Equal(bytes, read.Bytes("a bytes").ToArray());
            Assert.Equal(text, read.Metadata["k"]);
            Assert.Equal(4, read.Names.Count);
        });

    [Fact]
    public void Shapes_read_back()
    {
        SafeTensors read = SafeTensors.Parse(new SafeTensorsWriter()
            .Add("matrix", [1f, 2, 3, 4, 5, 6], 2, 3).Add("none", ReadOnlySpan<int>.Empty, 0, 64).Add("halves", [(Half)0.5f]).ToBytes());
        Assert.Equal([2, 3], read.Shape("matrix"));
        Assert.Equal([0, 64], read.Shape("none"));
        Assert.Equal([(Half)0.5f], read.Halves("halves").ToArray());
        Assert.False(read.Contains("other"));
        Assert.Throws<InvalidDataException>(() => read.Shape("other"));
        Assert.Throws<InvalidDataException>(() => read.Longs("matrix").Length);
    }

    [Fact]
    public void Views_share_the_bytes_of_the_file()
    {
        byte[] file = new SafeTensorsWriter().Add("x", [1f, 2f]).Add("odd", new byte[3]).ToBytes();
        ReadOnlySpan<float> view = SafeTensors.Parse(file).Floats("x");
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(file.Length - 11), 7f);
        Assert.Equal(7f, view[0]);
    }

    [Fact]
    public void Foreign_files_may_be_unaligned() =>
        Assert.Equal([1f], SafeTensors.Parse(File(
            """{"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"f":{"dtype":"F32","shape":[],"data_offsets":[1,5]}}""",
            [9, 0, 0, 0x80, 0x3f])).Floats("f").ToArray());

    [Fact]
    public void The_order_of_adding_does_not_matter()
    {
        byte[] one = new SafeTensorsWriter().Add("a", [1f]).Add("b", [2f]).Metadata("x", "1").Metadata("y", "2").ToBytes();
        byte[] other = new SafeTensorsWriter().Metadata("y", "2").Add("b", [2f]).Metadata("x", "1").Add("a", [1f]).ToBytes();
        Assert.Equal(one, other);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[5],"data_offsets":[3,8]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8,8]}}""")]
    [InlineData("""{"__metadata__":{"k":1}}""")]
    [InlineData("""{"a":null}""")]
    [InlineData("[]")]
    [InlineData("not json")]
    public void Faults_in_the_header_are_told(string header) =>
        Assert.Throws<InvalidDataException>(() => SafeTensors.Parse(File(header, new byte[8])));

    [Fact]
    public void No_damage_does_worse_than_InvalidDataException() => Gen.Select(Files, Gen.Int, Gen.Byte, Gen.Int[0, 3]).Sample(
        (writer, place, value, kind) =>
        {
            byte[] file = writer.ToBytes();
            int at = (int)((uint)place % (uint)file.Length);
            byte[] damaged = kind switch
            {
                0 => file[..at],
                1 => [.. file[..at], .. file[(at + 1)..]],
                2 => [.. file[..at], value, .. file[at..]],
                _ => [.. file[..at], value, .. file[(at + 1)..]],
            };
            try
            {
                SafeTensors read = SafeTensors.Parse(damaged);
                foreach (string name in read.Names.Where(name => name == "floats"))
                {
                    _ = read.Floats(name).Length;
                }
            }
            catch (InvalidDataException)
            {
                // What the format cannot tell from a good file passes; everything else ends here.
            }
        },
        iter: 20_000);

    [Fact]
    public void A_writer_refuses_what_does_not_fit()
    {
        var writer = new SafeTensorsWriter().Add("x", [1f]);
        Assert.Throws<ArgumentException>(() => writer.Add("x", [1f]));
        Assert.Throws<ArgumentException>(() => writer.Add("y", [1f, 2f], 3));
        Assert.Throws<ArgumentException>(() => writer.Add("__metadata__", [1f]));
    }

    private static byte[] File(string header, byte[] data)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, Encoding.UTF8.GetByteCount(header));
        return [.. length, .. Encoding.UTF8.GetBytes(header), .. data];
    }
}
