using Xunit;

namespace AttentionFunctions.Embed;

/// <summary>A folder as a publisher would fill it, gone with the test.</summary>
internal sealed class TransformerFolder : IDisposable
{
    private const string Vocabulary = "[PAD] [UNK] [CLS] [SEP] the quick brown fox jump ##s over lazy dog cafe , ! 本 日 query : passage é";

    public string Path { get; } = Directory.CreateTempSubdirectory("encoder-").FullName;

    /// <summary>A whole one: tiny model, WordPiece vocabulary, mean pooling.</summary>
    public static TransformerFolder WordPiece()
    {
        var folder = new TransformerFolder();
        folder.Write("model.onnx", TinyTransformer.Build());
        folder.Write("vocab.txt", Vocabulary.Replace(' ', '\n'));
        folder.Write("config.json", """{"model_type": "bert", "hidden_size": 4, "max_position_embeddings": 16}""");
        folder.Write("1_Pooling/config.json", """{"word_embedding_dimension": 4, "pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}""");
        return folder;
    }

    public void Write(string file, string content) => File.WriteAllText(Prepare(file), content);

    public void Write(string file, byte[] content) => File.WriteAllBytes(Prepare(file), content);

    public void Delete(string file) => File.Delete(System.IO.Path.Combine(Path, file));

    public SentenceTransformer Load(int batchTokens = 4096) =>
        Assert.IsType<SentenceTransformer>(TextEncoders.Load(new EncoderOptions { Folder = Path, BatchTokens = batchTokens }));

    public int[] Ids(string text, int maxLength = 512) => TokenizerFiles.Read(new ModelFolder(Path)).Encode(text, maxLength);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private string Prepare(string file)
    {
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }
}
