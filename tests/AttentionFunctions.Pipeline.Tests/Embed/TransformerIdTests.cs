using Xunit;

namespace AttentionFunctions.Embed;

public sealed class TransformerIdTests : IDisposable
{
    private readonly TransformerFolder _folder = TransformerFolder.WordPiece();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_files_elsewhere_have_the_same_id()
    {
        using var elsewhere = TransformerFolder.WordPiece();
        Assert.Equal(Id(elsewhere), Id(_folder));
    }

    [Theory]
    [InlineData("attention-encoder.json", """{"pooling": "cls"}""")]
    [InlineData("attention-encoder.json", """{"queryPrefix": "query: "}""")]
    [InlineData("sentence_bert_config.json", """{"max_seq_length": 8}""")]
    [InlineData("tokenizer_config.json", """{"do_lower_case": false}""")]
    [InlineData("model.onnx_data", "weights")]
    [InlineData("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n")]
    public void What_changes_vectors_changes_the_id(string file, string content)
    {
        var before = Id(_folder);
        _folder.Write(file, content);
        Assert.NotEqual(before, Id(_folder));
    }

    [Fact]
    public void The_length_of_vectors_comes_from_the_model_where_no_file_says_it()
    {
        _folder.Delete("config.json");
        _folder.Write("1_Pooling/config.json", """{"pooling_mode_mean_tokens": true}""");
        using var encoder = _folder.Load();
        Assert.Equal(TinyTransformer.Dimension, encoder.Dimension);
    }

    private static string Id(TransformerFolder folder)
    {
        using var encoder = folder.Load();
        return encoder.Id;
    }
}
