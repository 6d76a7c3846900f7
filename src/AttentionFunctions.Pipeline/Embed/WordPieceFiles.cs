using Microsoft.ML.Tokenizers;

namespace AttentionFunctions.Embed;

/// <summary>The tokenizer of BERT and its descendants: MiniLM, bge, gte, English e5, MPNet.</summary>
internal static class WordPieceFiles
{
    public const string Vocabulary = "vocab.txt";

    /// <summary>A longer word is unknown as a whole, as in the original.</summary>
    private const int MaxWordLength = 100;

    public static ModelTokenizer Read(ModelFolder folder)
    {
        var settings = folder.Settings(TokenizerFiles.Settings);
        var lowerCase = settings.Flag("do_lower_case") ?? true;
        var text = new BertText(lowerCase, settings.Flag("strip_accents") ?? lowerCase);
        var unknown = settings.Token("unk_token") ?? "[UNK]";
        var ids = File.ReadLines(folder.Locate(Vocabulary)).Select((token, id) => (token, id)).DistinctBy(line => line.token)
            .ToDictionary(line => line.token, line => line.id);
        Id(unknown);

        using var vocabulary = folder.Open(Vocabulary);
        var pieces = WordPieceTokenizer.Create(vocabulary, new WordPieceOptions
        {
            PreTokenizer = PreTokenizer.CreateWhiteSpace(),
            UnknownToken = unknown,
            MaxInputCharsPerWord = MaxWordLength,
        });
        return new(
            pieces,
            Id(settings.Token("cls_token") ?? "[CLS]"),
            Id(settings.Token("sep_token") ?? "[SEP]"),
            Id(settings.Token("pad_token") ?? "[PAD]"))
        {
            Prepare = text.Prepare,
            Files = [Vocabulary, TokenizerFiles.Settings],
        };

        int Id(string token) => TokenizerFiles.Id(ids, token, folder.Locate(Vocabulary));
    }
}
