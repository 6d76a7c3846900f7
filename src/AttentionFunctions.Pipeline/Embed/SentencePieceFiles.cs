using Microsoft.ML.Tokenizers;

namespace AttentionFunctions.Embed;

/// <summary>The tokenizer of XLM-R and its descendants (multilingual e5, bge-m3, paraphrase-multilingual) and of T5.</summary>
internal static class SentencePieceFiles
{
    /// <summary>Models with this file number their tokens as fairseq does.</summary>
    private const string Fairseq = "sentencepiece.bpe.model";

    // Where fairseq puts <s>, <pad>, </s> and <unk>; pieces of the text follow, one later than in the file, for <pad> is not in it.
    private const int FairseqFirst = 0, FairseqPadding = 1, FairseqLast = 2, FairseqUnknown = 3, FairseqOffset = 1;

    private static readonly string[] Names = [Fairseq, "spiece.model", "tokenizer.model"];

    /// <summary>Families that read these files in ways of their own.</summary>
    private static readonly string[] OtherFamilies = ["Camembert", "Albert", "Bartpho", "XLNet"];

    public static string? Find(ModelFolder folder) => Names.FirstOrDefault(folder.Has);

    public static ModelTokenizer Read(ModelFolder folder, string file)
    {
        var settings = folder.Settings(TokenizerFiles.Settings);
        if (settings.Text("tokenizer_class") is { } family && OtherFamilies.Any(other => family.StartsWith(other, StringComparison.Ordinal)))
            throw settings.Wrong("of XLM-R or T5, this family is not read; use another model", "tokenizer_class");

        var model = File.ReadAllBytes(folder.Locate(file));
        var map = CharsMap.Find(model);
        using var content = new MemoryStream(model);
        var pieces = SentencePieceTokenizer.Create(content, addBeginningOfSentence: false, addEndOfSentence: false);
        return Numbered(pieces, settings, file, folder) with
        {
            Prepare = map is null ? text => text : map.Replace,
            FusedId = pieces.UnknownId,
        };
    }

    private static ModelTokenizer Numbered(SentencePieceTokenizer pieces, SettingsFile settings, string file, ModelFolder folder)
    {
        string[] files = [file, TokenizerFiles.Settings];
        if (file == Fairseq)
            return new(pieces, FairseqFirst, FairseqLast, FairseqPadding)
            {
                Renumber = id => id == pieces.UnknownId ? FairseqUnknown : id + FairseqOffset,
                Files = files,
            };

        int? first = settings.Token("cls_token") is { } start ? Id(start)
            : settings.Flag("add_bos_token") == true ? pieces.BeginningOfSentenceId
            : null;
        int? last = settings.Token("sep_token") is { } end ? Id(end)
            : settings.Flag("add_eos_token") != false ? pieces.EndOfSentenceId
            : null;
        var padding = settings.Token("pad_token") is { } pad ? Id(pad) : pieces.Vocabulary.GetValueOrDefault("<pad>");
        return new(pieces, first, last, padding) { Files = files };

        int Id(string token) => TokenizerFiles.Id(pieces.Vocabulary, token, folder.Locate(file));
    }
}
