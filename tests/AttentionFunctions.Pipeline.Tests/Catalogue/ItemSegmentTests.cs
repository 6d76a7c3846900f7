using System.Text;
using AttentionFunctions.Events;
using AttentionFunctions.Store;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Catalogue;

public sealed class ItemSegmentTests
{
    private const string Name = "items/v1/segments/x.safetensors";

    [Fact]
    public void Everything_of_an_item_comes_back()
    {
        var item = new CatalogueItem(
            "i", new ItemFields
            {
                Title = "Tïtle",
                Text = "text",
                Categories = ["a", "b"],
                Tags = ["t"],
                Creator = "c",
                Language = "zh-Hans",
                Price = 1.5,
                PublishedAt = CatalogueFixture.Start,
                ExpiresAt = CatalogueFixture.Start.AddDays(1),
                Hidden = true,
                AttentionSeconds = 30,
            },
            CatalogueFixture.Start.AddTicks(1), "event", Removed: false, ItemVector.Of([0.6f, -0.8f]), "own:2")
        {
            Paraphrases = new ItemParaphrases("key", CatalogueFixture.Start.AddHours(1)),
        };
        CatalogueItem read = Assert.Single(ItemSegment.Read(ItemSegment.Write([item]), Name));
        Assert.Equal(item.Vector.ToArray(), read.Vector.ToArray());
        Assert.Equivalent(item with { Vector = default }, read with { Vector = default }, strict: true);
    }

    [Fact]
    public void Vectors_of_any_lengths_stay_with_their_items() => Gen.Float[-1, 1].Array[0, 5].Array[0, 20].Sample(vectors =>
    {
        CatalogueItem[] items = [.. vectors.Select((vector, i) => CatalogueFixture.Item($"i{i:D2}", vector: vector, removed: i % 4 == 0))];
        IReadOnlyList<CatalogueItem> read = ItemSegment.Read(ItemSegment.Write(items), Name);
        Assert.Equal(items.Select(item => (item.Id, item.Removed)), read.Select(item => (item.Id, item.Removed)));
        for (int i = 0; i < items.Length; i++) Assert.Equal(items[i].Vector.ToArray(), read[i].Vector.ToArray());
    });

    [Fact]
    public void The_same_states_are_the_same_bytes_whatever_their_order()
    {
        CatalogueItem[] items = [.. Enumerable.Range(0, 20).Select(i => CatalogueFixture.Item($"i{i}"))];
        byte[] content = ItemSegment.Write(items);
        Assert.Equal(content, ItemSegment.Write(items.Reverse()));
        Assert.NotEqual(ItemSegment.ContentHash(content), ItemSegment.ContentHash(ItemSegment.Write(items.Skip(1))));
    }

    [Fact]
    public void A_segment_of_another_version_is_refused_with_its_name()
    {
        byte[] newer = Write("3", [], "[]");
        string message = Assert.Throws<InvalidDataException>(() => ItemSegment.Read(newer, Name)).Message;
        Assert.Contains(Name, message);
        Assert.Contains("a newer program may have written it", message);
    }

    [Theory]
    [InlineData("not JSON", new long[0])]
    [InlineData("[]", new long[] { 1 })]
    [InlineData("[null]", new long[0])]
    [InlineData("[{},{}]", new long[] { 2, 1 })]
    [InlineData("[{}]", new long[] { 4 })]
    [InlineData("[{}]", new long[] { -1 })]
    public void Items_that_do_not_fit_their_vectors_are_refused(string items, long[] ends) =>
        Assert.Contains(Name, Assert.Throws<InvalidDataException>(() => ItemSegment.Read(Write("1", ends, items), Name)).Message);

    /// <summary>Segments that an earlier version of the program left.</summary>
    [Fact]
    public void Vectors_that_were_stored_as_floats_are_read_too()
    {
        IReadOnlyList<CatalogueItem> read = ItemSegment.Read(Write("1", [2, 3], """
            [{"Id":"a","Fields":{},"UpdatedAt":"2026-03-01T00:00:00+00:00","EventId":"e","Removed":false,"VectorSpace":"own:2"},
             {"Id":"b","Fields":{},"UpdatedAt":"2026-03-01T00:00:00+00:00","EventId":"e","Removed":false,"VectorSpace":"own:1"}]
            """), Name);
        Assert.Equal(ItemVector.Of([1, 2]).ToArray(), read[0].Vector.ToArray());
        Assert.Equal([3], read[1].Vector.ToArray());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(-1)]
    public void A_scale_that_none_can_have_is_refused(float scale)
    {
        byte[] damaged = new SafeTensorsWriter().Metadata("formatVersion", "2").Add("codes", new byte[] { 1 }, 1).Add("scales", [scale], 1).Add("ends", [1L], 1).Add("items", "[{}]"u8, 4).ToBytes();
        Assert.Contains("The scale of item 0", Assert.Throws<InvalidDataException>(() => ItemSegment.Read(damaged, Name)).Message);
    }

    [Fact]
    public void A_code_that_none_can_have_is_refused()
    {
        byte[] damaged = new SafeTensorsWriter().Metadata("formatVersion", "2").Add("codes", new byte[] { 0x80 }, 1).Add("scales", [1f], 1).Add("ends", [1L], 1)
            .Add("items", """[{"Id":"a","Fields":{},"UpdatedAt":"2026-03-01T00:00:00+00:00","EventId":"e","Removed":false,"VectorSpace":"own:1"}]"""u8).ToBytes();
        Assert.Contains("-128", Assert.Throws<InvalidDataException>(() => ItemSegment.Read(damaged, Name)).Message);
    }

    [Fact]
    public void A_segment_that_was_cut_off_is_refused()
    {
        byte[] content = ItemSegment.Write([CatalogueFixture.Item("a"), CatalogueFixture.Item("b")]);
        for (int length = 0; length < content.Length; length++)
            Assert.Throws<InvalidDataException>(() => ItemSegment.Read(content.AsMemory(0, length), Name));
    }

    /// <summary>With three numbers for vectors.</summary>
    private static byte[] Write(string version, long[] ends, string items) => new SafeTensorsWriter()
        .Metadata("formatVersion", version)
        .Add("vectors", [1f, 2f, 3f], 3)
        .Add("ends", ends, ends.Length)
        .Add("items", Encoding.UTF8.GetBytes(items), Encoding.UTF8.GetByteCount(items))
        .ToBytes();
}
