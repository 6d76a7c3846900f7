using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AttentionFunctions.Store;

namespace AttentionFunctions.Catalogue;

/// <summary>Paraphrases by the content they were made from: whatever else changes, the same text is not paid for twice.</summary>
public sealed class ParaphraseStore(IBlobStore store)
{
    /// <summary>Of a hash without collisions: a stranger's text must not come by the paraphrases of another.</summary>
    internal static string KeyOf(string text, string paraphraser, int count, int seed) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{paraphraser}\n{count}\n{seed}\n{text}"))))[..32];

    internal async Task<Paraphrases?> ReadAsync(string key, CancellationToken cancel) =>
        await store.ReadAsync(BlobLayout.Paraphrases(key), cancel) is { } blob ? Paraphrases.Parse(BlobLayout.Paraphrases(key), blob.Content) : null;

    /// <summary>Texts stay what they are; their vectors are written again where another encoder made them.</summary>
    internal Task WriteAsync(string key, Paraphrases paraphrases, TimeProvider time, CancellationToken cancel) =>
        store.UpdateAsync(BlobLayout.Paraphrases(key), _ => paraphrases.ToBytes(), time, cancel);
}
