using System.Numerics.Tensors;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Embed;

public sealed class SentenceTransformerTests : IDisposable
{
    // Positions in the vocabulary of TransformerFolder.
    private const int Cls = 2, Sep = 3, The = 4, Quick = 5, Fox = 7, Jump = 8, S = 9;

    private readonly TransformerFolder _folder = TransformerFolder.WordPiece();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_mean_over_all_tokens_is_the_vector()
    {
        using var encoder = _folder.Load();
        Near(TinyTransformer.Expected([Cls, The, Quick, Fox, Jump, S, Sep]), encoder.Encode(["The quick FOX jumps"])[0]);
    }

    [Fact]
    public void The_first_token_is_the_vector_where_the_model_says_so()
    {
        _folder.Write("1_Pooling/config.json", """{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}""");
        using var encoder = _folder.Load();
        Near(TinyTransformer.Expected([Cls, The, Fox, Sep], first: true), encoder.Encode(["the fox"])[0]);
    }

    [Fact]
    public void Our_file_overrides_the_publishers()
    {
        _folder.Write("attention-encoder.json", """{"pooling": "cls", "maxLength": 4, "documentPrefix": "the "}""");
        using var encoder = _folder.Load();
        Near(TinyTransformer.Expected([Cls, The, Quick, Sep], first: true), encoder.Encode(["quick fox jumps"])[0]);
    }

    [Fact]
    public void A_model_without_token_types_and_with_the_other_output_name_works()
    {
        _folder.Delete("model.onnx");
        _folder.Write("onnx/model.onnx", TinyTransformer.Build(withTypes: false, output: "token_embeddings"));
        using var encoder = _folder.Load();
        Near(TinyTransformer.Expected([Cls, The, Sep]), encoder.Encode(["the"])[0]);
    }

    [Fact]
    public void A_model_that_pools_itself_is_taken_as_it_is_and_normalised()
    {
        _folder.Write("model.onnx", TinyTransformer.Build(output: "sentence_embedding"));
        using var encoder = _folder.Load();
        var vectors = encoder.Encode(["the quick fox", "", "the"]);
        Near(TinyTransformer.Expected([Cls, The, Quick, Fox, Sep]), vectors[0]);
        Assert.Equal(new float[TinyTransformer.Dimension], vectors[1]);
        Near(TinyTransformer.Expected([Cls, The, Sep]), vectors[2]);
        Assert.Equal(1, TensorPrimitives.Norm<float>(vectors[0]), 1e-5);
    }

    [Fact]
    public void Padding_does_not_leak_whatever_the_batch()
    {
        string[] words = ["the", "quick", "brown", "fox", "jumps", "unknownword", "café", "本", "!"];
        var text = Gen.Int[0, words.Length - 1].Select(i => words[i]).Array[0, 20].Select(parts => string.Join(' ', parts));
        using var large = _folder.Load();
        using var small = _folder.Load(batchTokens: 1);
        text.Array[0, 20].Sample(texts =>
        {
            var together = large.Encode(texts);
            var alone = small.Encode(texts);
            for (var i = 0; i < texts.Length; i++) Near(alone[i], together[i]);
        }, iter: 50);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\u00A0\n")]
    [InlineData("\0\u200B")]
    public void Nothing_to_encode_gives_the_zero_vector(string text)
    {
        using var encoder = _folder.Load();
        Assert.Equal(new float[TinyTransformer.Dimension], encoder.Encode([text, "the"])[0]);
    }

    [Fact]
    public void A_longer_text_is_cut_and_keeps_its_last_token()
    {
        _folder.Write("sentence_bert_config.json", """{"max_seq_length": 5, "do_lower_case": false}""");
        using var encoder = _folder.Load();
        Near(TinyTransformer.Expected([Cls, The, Quick, Jump, Sep]), encoder.Encode(["the quick jumps over the lazy dog"])[0]);
    }

    [Fact]
    public void No_text_exceeds_the_positions_of_the_model()
    {
        using var encoder = _folder.Load();
        var vector = encoder.Encode([string.Concat(Enumerable.Repeat("fox ", 5000))])[0];
        Near(TinyTransformer.Expected([Cls, .. Enumerable.Repeat(Fox, TinyTransformer.Positions - 2), Sep]), vector);
    }

    [Fact]
    public void White_space_around_a_text_takes_no_room()
    {
        using var encoder = _folder.Load();
        Near(TinyTransformer.Expected([Cls, The, Fox, Sep]), encoder.Encode([new string('\n', 5000) + "the fox "])[0]);
    }

    [Fact]
    public void Questions_and_documents_are_prefixed_differently()
    {
        _folder.Write("config_sentence_transformers.json", """{"prompts": {"query": "query: ", "passage": "passage: "}}""");
        using var encoder = _folder.Load();
        Near(TinyTransformer.Expected([Cls, 18, 19, Fox, Sep]), encoder.Encode(["fox"], TextKind.Query)[0]);
        Near(TinyTransformer.Expected([Cls, 20, 19, Fox, Sep]), encoder.Encode(["fox"])[0]);
    }

    [Fact]
    public void A_cancelled_call_stops()
    {
        using var encoder = _folder.Load();
        Assert.Throws<OperationCanceledException>(() => encoder.Encode(["fox"], cancel: new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Parallel_calls_give_what_one_call_gives()
    {
        string[] texts = [.. Enumerable.Range(0, 100).Select(i => string.Concat(Enumerable.Repeat("fox jumps ", 1 + i % 5)) + (i % 2 == 0 ? "café" : "日"))];
        using var encoder = _folder.Load();
        var expected = encoder.Encode(texts);
        var parallel = await Task.WhenAll(texts.Select(text => Task.Run(() => encoder.Encode([text])[0])));
        for (var i = 0; i < texts.Length; i++) Near(expected[i], parallel[i]);
    }

    private static void Near(float[] expected, float[] actual) => Assert.True(TensorPrimitives.Distance<float>(expected, actual) < 1e-5f,
        $"[{string.Join(", ", expected)}] expected, [{string.Join(", ", actual)}] found");
}
