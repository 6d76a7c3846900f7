using Microsoft.ML.Tokenizers;

namespace AttentionFunctions.Embed;

/// <summary>The tokenizer of RoBERTa and its descendants: pairs of bytes, merged in the order learnt.</summary>
internal static class BytePairFiles
{
    public const string Vocabulary = "vocab.json", Merges = "merges.txt";

    public static ModelTokenizer Read(ModelFolder folder)
    {
        var settings = folder.Settings(TokenizerFiles.Settings);
        var options = new BpeOptions(folder.Locate(Vocabulary), folder.Locate(Merges))
        {
            ByteLevel = true,
            PreTokenizer = RobertaPreTokenizer.Instance,
        };
        var ids = options.Vocabulary.ToDictionary();
        var unknown = settings.Token("unk_token") ?? "<unk>";
        if (ids.ContainsKey(unknown)) options.UnknownToken = unknown;
        return new(
            BpeTokenizer.Create(options),
            Id(settings.Token("cls_token") ?? "<s>"),
            Id(settings.Token("sep_token") ?? "</s>"),
            Id(settings.Token("pad_token") ?? "<pad>"))
        {
            // With it, the first word is the same token as in the middle of a text.
            Prepare = settings.Flag("add_prefix_space") == true ? text => " " + text : text => text,
            Files = [Vocabulary, Merges, TokenizerFiles.Settings],
        };

        int Id(string token) => TokenizerFiles.Id(ids, token, folder.Locate(Vocabulary));
    }
}
