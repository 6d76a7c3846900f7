using System.Text;
using AttentionFunctions.Embed;
using AttentionFunctions.Events;
using Xunit;

namespace AttentionFunctions.Train;

public sealed class DatasetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dataset-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Reads_sequences_in_their_order()
    {
        Write("sequences.txt", "u2 b a c\n\nu1 a\n");

        var set = DatasetFolder.Sequences(_folder);

        Assert.Equal(["a", "b", "c"], set.ItemIds);
        Assert.Equal(["u1", "u2"], set.Users.Select(user => user.UserKey));
        Assert.Equal([1, 0, 2], set.Users[1].Interactions.Select(interaction => interaction.Item));
        Assert.Equal([0L, 1L, 2L], set.Users[1].Interactions.Select(interaction => interaction.TimeMs));
    }

    [Fact]
    public void Reads_items_by_the_names_of_their_columns()
    {
        Write("sequences.txt", "u a b\n");
        Write("items.tsv", "item_id\tyear\ttitle\tgenres\na\t1990\tAlpha\tDrama|War\nb\t1991\t\t\n");

        var items = DatasetFolder.Items(_folder).ToArray();

        Assert.Equal(("a", "Alpha"), (items[0].Item, items[0].Title));
        Assert.Equal(["Drama", "War"], items[0].Categories);
        Assert.Null(items[1].Title);
        Assert.Empty(items[1].Categories);
    }

    [Fact]
    public void Encodes_titles_and_categories_of_the_items_that_somebody_met()
    {
        Write("sequences.txt", "u a b c\n");
        Write("items.tsv", "item\ttitle\tgenres\nz\tZulu\t\nb\tBeta\tDrama|War\na\t\t\n");
        var steps = new List<string>();
        var encoder = new FirstAxisEncoder();

        var set = DatasetFolder.Sequences(_folder, encoder, new Steps(steps));

        Assert.Equal(["Beta. Drama War", ""], encoder.Texts);
        Assert.Equal(2, set.Texts.Dimension);
        Assert.Equal([0, 0, 1, 0, 0, 0], set.Texts.Values);
        Assert.Equal(["Encoding texts, 0 of 2"], steps);
        Assert.Same(ItemVectors.None, DatasetFolder.Sequences(_folder).Texts);
    }

    [Fact]
    public void A_folder_without_items_has_no_texts()
    {
        Write("sequences.txt", "u a b c\n");

        Assert.Same(ItemVectors.None, DatasetFolder.Sequences(_folder, new FirstAxisEncoder()).Texts);
    }

    [Fact]
    public void Reads_MovieLens_in_order_of_time()
    {
        Write("u.data", "1\t20\t3\t881250949\n1\t10\t5\t881250940\n");
        Write("u.item", "10|Amélie|01-Jan-1995||http://x|0|0|0|0|0|1|0|0|1|0|0|0|0|0|0|0|0|0|0\n", Encoding.Latin1);

        var set = DatasetFolder.Sequences(_folder);
        var item = Assert.Single(DatasetFolder.Items(_folder));

        Assert.Equal(["10", "20"], set.Users[0].Interactions.Select(interaction => set.ItemIds[interaction.Item]));
        Assert.Equal((EventType.Rate, 881250940000), (set.Users[0].Interactions[0].Type, set.Users[0].Interactions[0].TimeMs));
        Assert.Equal("Amélie", item.Title);
        Assert.Equal(["Comedy", "Drama"], item.Categories);
    }

    [Theory]
    [InlineData("u.data", "1\t2\t3\t4\n1\t2\tfive\t4\n", "u.data, line 2:")]
    [InlineData("sequences.txt", "u a\nlonely\n", "sequences.txt, line 2:")]
    public void Says_where_a_line_is_wrong(string file, string text, string where)
    {
        Write(file, text);

        Assert.Contains(where, Assert.Throws<InvalidDataException>(() => DatasetFolder.Sequences(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_what_a_folder_should_hold() =>
        Assert.Contains("sequences.txt", Assert.Throws<InvalidDataException>(() => DatasetFolder.Sequences(_folder)).Message, StringComparison.Ordinal);

    private void Write(string name, string text, Encoding? encoding = null) => File.WriteAllText(Path.Combine(_folder, name), text, encoding ?? new UTF8Encoding());

    /// <summary>The first axis for a text, zero for none, as encoders do.</summary>
    private sealed class FirstAxisEncoder : ITextEncoder
    {
        public List<string> Texts { get; } = [];

        public string Id => "first-axis";

        public int Dimension => 2;

        public float[][] Encode(IReadOnlyList<string> texts, TextKind kind = TextKind.Document, CancellationToken cancel = default)
        {
            Texts.AddRange(texts);
            return [.. texts.Select(text => new float[] { text.Length == 0 ? 0 : 1, 0 })];
        }
    }

    private sealed class Steps(List<string> steps) : IProgress<string>
    {
        public void Report(string value) => steps.Add(value);
    }
}
