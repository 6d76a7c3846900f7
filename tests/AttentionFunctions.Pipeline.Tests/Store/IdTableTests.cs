using CsCheck;
using Xunit;

namespace AttentionFunctions.Store;

public sealed class IdTableTests
{
    [Fact]
    public void Every_id_is_found_where_it_is_and_no_other() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 0, 300].Array[0, 200], Gen.String[Gen.Char["äé中x"], 0, 5].Array[0, 50]).Sample((one, other) =>
        {
            string[] ids = [.. one.Concat(other).Distinct()];
            IdTable table = IdTable.Of(ids);
            Assert.Equal(ids, table);
            for (int i = 0; i < ids.Length; i++) Assert.Equal(i, table.IndexOf(ids[i]));
            foreach (string id in ids)
                if (!ids.Contains(id + "x")) Assert.Equal(-1, table.IndexOf(id + "x"));
        });

    [Fact]
    public void Without_ids_none_is_found() => Assert.Equal(-1, IdTable.Empty.IndexOf(""));

    [Fact]
    public void An_id_that_is_there_twice_is_refused() =>
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => IdTable.Of(["a", "b", "a"])).Message);
}
