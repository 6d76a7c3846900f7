using System.Text.Json;
using Xunit;

namespace AttentionFunctions.Embed;

public sealed class TokenizerFilesTests : IDisposable
{
    /// <summary>Ids 3 to 14 in a SentencePiece file.</summary>
    private static readonly string[] Pieces = ["▁the", "▁fox", "es", "▁", "▁f", "o", "x", "e", "s", "1", "f", "é"];

    private readonly TransformerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Café déjà vu", 7668, 2139, 3900, 24728)]
    [InlineData("Cafe\u0301 deja vu", 7668, 2139, 3900, 24728)]
    [InlineData("don't stop!", 2123, 1005, 1056, 2644, 999)]
    [InlineData("$5 a+b", 1002, 1019, 1037, 1009, 1038)]
    [InlineData("日本語—東京…", 1864, 1876, 1950, 1517, 1879, 1755, 1529)]
    [InlineData("embeddings", 7861, 8270, 4667, 2015)]
    [InlineData("한", 1469, 30006, 30021)]
    [InlineData("naïve\t\0naive", 15743, 15743)]
    public void The_vocabulary_of_MiniLM_gives_the_ids_looked_up_by_hand(string text, params int[] expected)
    {
        var vocabulary = Path.Combine(Repository(), "..", "shared", "data", "minilm-tokenizer", "vocab.txt");
        Assert.SkipUnless(File.Exists(vocabulary), "The vocabulary of all-MiniLM-L6-v2 is not beside the repository.");
        _folder.Write("vocab.txt", File.ReadAllBytes(vocabulary));
        Assert.Equal([101, .. expected, 102], _folder.Ids(text));
    }

    [Theory]
    [InlineData(true, "Fox é", 2, 1, 4, 3)]
    [InlineData(false, "Fox é", 2, 6, 5, 3)]
    [InlineData(false, "[SEP] fox", 2, 0, 0, 0, 1, 3)]
    public void Case_is_kept_where_the_model_keeps_it(bool lower, string text, params int[] expected)
    {
        _folder.Write("vocab.txt", "[UNK]\nfox\n[CLS]\n[SEP]\ne\né\nFox\n[PAD]\n");
        _folder.Write("tokenizer_config.json", lower ? """{"do_lower_case": true}""" : """{"do_lower_case": false, "pad_token": {"content": "[PAD]"}}""");
        Assert.Equal(expected, _folder.Ids(text));
    }

    [Theory]
    [InlineData("low lower", 10, 11, 12)]
    [InlineData("é", 13)]
    [InlineData("</s>x", 3, 3, 3, 3, 3)]
    public void Byte_pairs_are_merged_in_order(string text, params int[] expected)
    {
        string[] tokens = ["<s>", "<pad>", "</s>", "<unk>", "l", "o", "w", "e", "r", "lo", "low", "Ġlow", "er", "Ã©", "Ġ", "Ã", "©"];
        _folder.Write("vocab.json", JsonSerializer.Serialize(tokens.Index().ToDictionary(token => token.Item, token => token.Index)));
        _folder.Write("merges.txt", "#version: 0.2\nl o\nlo w\nĠ low\ne r\nÃ ©\n");
        Assert.Equal([0, .. expected, 2], _folder.Ids(text));
        _folder.Write("tokenizer_config.json", """{"add_prefix_space": true}""");
        if (text.StartsWith("low", StringComparison.Ordinal)) Assert.Equal([0, 11, 11, 12, 2], _folder.Ids(text));
    }

    [Theory]
    [InlineData("the foxes", 4, 5, 6)]
    [InlineData("  the   fox ", 4, 5)]
    [InlineData("the\tfox", 4, 5)]
    [InlineData("①", 7, 13)]
    [InlineData("ｆｏｘ", 5)]
    [InlineData("e\u0301", 7, 15)]
    [InlineData("日本", 7, 3)]
    [InlineData("fox Q fox", 5, 7, 3, 5)]
    public void Pieces_of_XLMR_are_numbered_as_in_fairseq(string text, params int[] expected)
    {
        _folder.Write("sentencepiece.bpe.model", SentencePieceModel.Build(SentencePieceModel.Unigram, Pieces,
            ("\t", " "), ("①", "1"), ("ｆ", "f"), ("ｏ", "o"), ("ｘ", "x"), ("e\u0301", "é")));
        Assert.Equal([0, .. expected, 2], _folder.Ids(text));
    }

    [Fact]
    public void Other_SentencePiece_models_keep_their_numbers()
    {
        _folder.Write("spiece.model", SentencePieceModel.Build(SentencePieceModel.Unigram, Pieces));
        Assert.Equal([3, 4, 5, 2], _folder.Ids("the foxes"));
        _folder.Write("tokenizer_config.json", """{"add_bos_token": true, "add_eos_token": false}""");
        Assert.Equal([1, 3, 4, 5], _folder.Ids("the foxes"));
    }

    [Fact]
    public void A_word_across_the_limit_is_cut_inside()
    {
        _folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\nfox\n##es\n");
        Assert.Equal([2, 4, 3], _folder.Ids("foxes", maxLength: 3));
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "AttentionFunctions.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? AppContext.BaseDirectory;
    }
}
