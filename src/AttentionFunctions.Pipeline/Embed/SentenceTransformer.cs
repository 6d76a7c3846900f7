using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace AttentionFunctions.Embed;

/// <summary>
/// A sentence-transformer model from a folder. Settings and vocabulary are read at once; the weights at the first use of the model or of
/// <see cref="Id"/>.
/// </summary>
/// <remarks>
/// Batches change a vector by rounding only: padding is masked. Reimers and Gurevych 2019, Sentence-BERT, is where the pooling comes from.
/// </remarks>
internal sealed class SentenceTransformer : ITextEncoder, IDisposable
{
    /// <summary>Of the code around the model: preparation, cutting, pooling. Changed with any of them.</summary>
    private const string Version = "transformer-v1";

    private readonly TransformerSettings _settings;
    private readonly ModelTokenizer _tokenizer;
    private readonly int _batchTokens;
    private readonly Lazy<TransformerModel> _model;
    private readonly Lazy<string> _id;
    private readonly Lazy<int> _dimension;

    public SentenceTransformer(string path, EncoderOptions options)
    {
        var folder = new ModelFolder(path);
        var modelFile = ModelFiles.Find(folder);
        ModelFiles.CheckModules(folder);
        _settings = TransformerSettings.Read(folder);
        _tokenizer = TokenizerFiles.Read(folder);
        _batchTokens = options.BatchTokens;
        _model = new(() => new TransformerModel(folder.Locate(modelFile), options));
        _id = new(() => $"{Version}-{Hash(folder, [.. ModelFiles.WithWeights(folder, modelFile), .. _tokenizer.Files]):x32}");
        _dimension = new(() => _settings.Dimension ?? _model.Value.Dimension ?? throw new EncoderConfigurationException(
            $"Neither {path} nor its model says how long the vectors are. Add hidden_size to its config.json."));
    }

    public string Id => _id.Value;

    public int Dimension => _dimension.Value;

    public float[][] Encode(IReadOnlyList<string> texts, TextKind kind = TextKind.Document, CancellationToken cancel = default)
    {
        var prefix = kind == TextKind.Query ? _settings.QueryPrefix : _settings.DocumentPrefix;
        var tokens = new int[texts.Count][];
        for (var i = 0; i < tokens.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();

            // Trimmed, as sentence-transformers does: byte-pair tokenizers tell a word after a space from one at the beginning.
            tokens[i] = IsBlank(texts[i]) ? [] : _tokenizer.Encode((prefix + texts[i]).Trim(), _settings.MaxLength);
        }

        var vectors = new float[texts.Count][];
        foreach (var batch in TokenBatch.Split(tokens, _batchTokens))
        {
            cancel.ThrowIfCancellationRequested();
            Run(batch, tokens, vectors);
        }
        for (var i = 0; i < vectors.Length; i++) vectors[i] ??= new float[Dimension];
        return vectors;
    }

    public void Dispose()
    {
        if (_model.IsValueCreated) _model.Value.Dispose();
    }

    private void Run(TokenBatch batch, int[][] tokens, float[][] vectors)
    {
        var (ids, mask) = batch.Fill(tokens, _tokenizer.Padding);
        _model.Value.Run(ids, mask, batch.Texts.Count, batch.Width, (output, dimension) =>
        {
            if (dimension != Dimension)
                throw new EncoderConfigurationException(
                    $"The model's vectors have {dimension} numbers, but its settings say {Dimension}. Put files of one and the same model into the folder.");
            for (var row = 0; row < batch.Texts.Count; row++)
            {
                var text = batch.Texts[row];
                var own = _model.Value.IsPooled
                    ? output.Slice(row * dimension, dimension)
                    : output.Slice(row * batch.Width * dimension, tokens[text].Length * dimension);
                vectors[text] = _settings.Pooling.Pool(own, dimension);
            }
        });
    }

    /// <summary>Nothing but white space and characters that cannot be seen.</summary>
    private static bool IsBlank(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (!Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format)) return false;
        return true;
    }

    /// <summary>Over names, lengths and contents of the files and the settings, wherever the folder lies.</summary>
    private UInt128 Hash(ModelFolder folder, IEnumerable<string> files)
    {
        var hash = new XxHash128();
        hash.Append(JsonSerializer.SerializeToUtf8Bytes(_settings));
        foreach (var file in files.Where(folder.Has).Order(StringComparer.Ordinal))
        {
            using var content = folder.Open(file);
            hash.Append(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n{file} {content.Length}\n")));
            hash.Append(content);
        }
        return hash.GetCurrentHashAsUInt128();
    }
}
