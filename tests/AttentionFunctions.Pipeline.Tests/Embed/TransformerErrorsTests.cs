using Xunit;

namespace AttentionFunctions.Embed;

public sealed class TransformerErrorsTests : IDisposable
{
    private readonly TransformerFolder _folder = TransformerFolder.WordPiece();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("model.onnx", "no model.onnx or onnx/model.onnx", "optimum-cli")]
    [InlineData("vocab.txt", "no tokenizer", "Put vocab.txt")]
    [InlineData("1_Pooling/config.json", "no 1_Pooling/config.json", "attention-encoder.json")]
    public void A_missing_file_is_reported_at_load_with_what_to_do(string file, string what, string remedy)
    {
        _folder.Delete(file);
        Assert.Contains(what, LoadError());
        Assert.Contains(remedy, LoadError());
    }

    [Theory]
    [InlineData("config.json", "{", "is not JSON")]
    [InlineData("config.json", "[]", "must be a JSON object")]
    [InlineData("config.json", """{"max_position_embeddings": "many"}""", "max_position_embeddings must be a whole number")]
    [InlineData("tokenizer_config.json", """{"do_lower_case": 1}""", "do_lower_case must be true or false")]
    [InlineData("tokenizer_config.json", """{"cls_token": "<start>"}""", "has no token <start>")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode_max_tokens": true}""", "must be one of pooling_mode_mean_tokens and")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": true}""", "must be one of")]
    [InlineData("config_sentence_transformers.json", """{"prompts": {"query": 1}}""", "prompts must be an object of texts")]
    [InlineData("attention-encoder.json", """{"pooling": "max"}""", "pooling must be mean or cls")]
    [InlineData("attention-encoder.json", """{"maxLength": 17}""", "maxLength must be from 3 to 16")]
    [InlineData("attention-encoder.json", """{"maxLengh": 16}""", "maxLengh must be left out; known are pooling, queryPrefix")]
    [InlineData("modules.json", """[{"type": "sentence_transformers.models.Dense"}]""", "sentence_transformers.models.Dense")]
    [InlineData("sentencepiece.bpe.model", "not protobuf", "Download its files again")]
    public void A_wrong_file_is_reported_at_load(string file, string content, string message)
    {
        _folder.Write(file, content);
        Assert.Contains(message, LoadError());
    }

    [Fact]
    public void A_file_that_is_no_model_is_reported_at_first_use()
    {
        _folder.Write("model.onnx", "not a model");
        using var encoder = _folder.Load();
        Assert.Contains("Check that it is a whole ONNX model", UseError(encoder));
    }

    [Fact]
    public void A_model_for_another_task_is_reported_at_first_use()
    {
        _folder.Write("model.onnx", TinyTransformer.Build(output: "logits"));
        using var encoder = _folder.Load();
        Assert.Contains("none is last_hidden_state or token_embeddings", UseError(encoder));
    }

    [Fact]
    public void A_vocabulary_larger_than_the_models_is_reported()
    {
        _folder.Write("vocab.txt", string.Join('\n', Enumerable.Range(0, 100).Select(i => $"w{i}").Concat(["[UNK]", "[CLS]", "[SEP]", "[PAD]"])));
        using var encoder = _folder.Load();
        Assert.Contains("belong together", UseError(encoder));
    }

    [Fact]
    public void A_length_of_vectors_that_the_model_does_not_have_is_reported()
    {
        _folder.Write("1_Pooling/config.json", """{"word_embedding_dimension": 5, "pooling_mode_mean_tokens": true}""");
        using var encoder = _folder.Load();
        Assert.Contains("4 numbers, but its settings say 5", UseError(encoder));
    }

    private string LoadError() => Assert.Throws<EncoderConfigurationException>(() => _folder.Load()).Message;

    private static string UseError(SentenceTransformer encoder) =>
        Assert.Throws<EncoderConfigurationException>(() => encoder.Encode(["text"])).Message;
}
