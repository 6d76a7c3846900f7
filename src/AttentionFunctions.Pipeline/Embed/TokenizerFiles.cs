using System.Text.Json;

namespace AttentionFunctions.Embed;

/// <summary>Finds which tokenizer a model's folder has.</summary>
internal static class TokenizerFiles
{
    public const string Settings = "tokenizer_config.json";

    public static ModelTokenizer Read(ModelFolder folder)
    {
        try
        {
            if (SentencePieceFiles.Find(folder) is { } file) return SentencePieceFiles.Read(folder, file);
            if (folder.Has(WordPieceFiles.Vocabulary)) return WordPieceFiles.Read(folder);
            if (folder.Has(BytePairFiles.Vocabulary) && folder.Has(BytePairFiles.Merges)) return BytePairFiles.Read(folder);
        }
        catch (Exception error) when (error is IOException or ArgumentException or FormatException or JsonException
            or InvalidDataException or InvalidOperationException or NotSupportedException)
        {
            throw new EncoderConfigurationException(
                $"The tokenizer in {folder.Path} cannot be read. Download its files again from the model's publisher. {error.Message}", error);
        }
        throw new EncoderConfigurationException(
            $"{folder.Path} has no tokenizer. Put vocab.txt, vocab.json with merges.txt, sentencepiece.bpe.model, spiece.model or "
            + "tokenizer.model there, from the model's publisher. A tokenizer.json alone is not read.");
    }

    /// <summary>The id of a special token that the model cannot do without.</summary>
    public static int Id(IReadOnlyDictionary<string, int> ids, string token, string file) =>
        ids.TryGetValue(token, out var id)
            ? id
            : throw new EncoderConfigurationException(
                $"{file} has no token {token}. Use the vocabulary that belongs to the model, or name its special tokens in {Settings}.");
}
