using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using AttentionFunctions.Decide;
using AttentionFunctions.Store;

namespace AttentionFunctions.Plan;

/// <summary>What was learned about interruptions, in one blob: a version byte, the length and the JSON of the summary, and the regressions in Brotli.</summary>
public sealed class InterruptionLearningStore(IBlobStore store)
{
    private const byte FormatVersion = 1;
    private const int HeaderBytes = 5;

    private volatile Copy? _newest;

    /// <summary>The summary; <see cref="InterruptionLearning.Nothing"/> before anything was learned.</summary>
    /// <exception cref="InvalidDataException">Damaged, or a newer program wrote it.</exception>
    public async Task<InterruptionLearning> ReadAsync(CancellationToken cancel = default) => (await CurrentAsync(cancel)).Learning;

    /// <summary>Read again when it changed.</summary>
    internal async ValueTask<(InterruptionLearning Learning, LearntBenefit? Benefit)> CurrentAsync(CancellationToken cancel)
    {
        if (await store.GetETagAsync(BlobLayout.InterruptionLearning, cancel) is not { } etag) return (InterruptionLearning.Nothing, null);
        if (_newest is { } copy && copy.ETag == etag) return (copy.Learning, copy.Benefit);
        if (await store.ReadAsync(BlobLayout.InterruptionLearning, cancel) is not { } blob) return (InterruptionLearning.Nothing, null);
        (InterruptionLearning learning, LearntBenefit benefit) = Parse(blob.Content);
        _newest = new Copy(blob.ETag, learning, benefit);
        return (learning, benefit);
    }

    /// <param name="change">From what is stored, so that of two instances that learn at once none undoes the other's promotion.</param>
    internal Task WriteAsync(Func<InterruptionLearning, InterruptionLearning> change, LearntBenefit benefit, TimeProvider time, CancellationToken cancel)
    {
        byte[] regressions = Compress(benefit);
        return store.UpdateAsync(
            BlobLayout.InterruptionLearning,
            stored => [.. Header(change(stored is { } bytes ? ParseHeader(bytes.Span, out _) : InterruptionLearning.Nothing)), .. regressions],
            time, cancel);
    }

    /// <summary>The days that were joined, in order, with the names of their blobs.</summary>
    internal async Task<SortedDictionary<DateOnly, string>> DaysAsync(CancellationToken cancel)
    {
        var days = new SortedDictionary<DateOnly, string>();
        await foreach (BlobEntry blob in store.ListAsync(BlobLayout.InterruptionDaysPrefix, cancel)) days[BlobLayout.InterruptionDayOf(blob.Name)] = blob.Name;
        return days;
    }

    internal async Task<IReadOnlyList<JudgedNotice>> ReadDayAsync(string name, CancellationToken cancel) =>
        await store.ReadAsync(name, cancel) is { } blob ? [.. LineFile.Read(blob.Content, name, InterruptionJson.Default.JudgedNotice)] : [];

    /// <summary>Once for a day: who comes second has joined the same.</summary>
    internal Task WriteDayAsync(DateOnly day, IEnumerable<JudgedNotice> notices, CancellationToken cancel) => store.TryCreateAsync(
        BlobLayout.InterruptionDay(day), LineFile.WriteCompressed(notices, InterruptionJson.Default.JudgedNotice), cancel);

    private static byte[] Header(InterruptionLearning learning)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(learning, LearningJson.Default.InterruptionLearning);
        byte[] header = [FormatVersion, .. BitConverter.GetBytes(json.Length), .. json];
        return header;
    }

    private static byte[] Compress(LearntBenefit benefit)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(new BrotliStream(stream, CompressionLevel.Fastest))) benefit.Write(writer);
        return stream.ToArray();
    }

    private static (InterruptionLearning, LearntBenefit) Parse(ReadOnlyMemory<byte> content)
    {
        InterruptionLearning learning = ParseHeader(content.Span, out int regressions);
        try
        {
            using var reader = new BinaryReader(new BrotliStream(new MemoryStream(content[regressions..].ToArray(), writable: false), CompressionMode.Decompress));
            return (learning, LearntBenefit.Read(reader));
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidOperationException)
        {
            throw Damaged(e);
        }
    }

    private static InterruptionLearning ParseHeader(ReadOnlySpan<byte> content, out int end)
    {
        if (content.Length < HeaderBytes) throw Damaged(null);
        if (content[0] != FormatVersion)
            throw new InvalidDataException($"{BlobLayout.InterruptionLearning} has format version {content[0]}; this program reads version {FormatVersion}.");
        int length = BitConverter.ToInt32(content[1..]);
        if (length <= 0 || length > content.Length - HeaderBytes) throw Damaged(null);
        end = HeaderBytes + length;
        try
        {
            return JsonSerializer.Deserialize(content[HeaderBytes..end], LearningJson.Default.InterruptionLearning) ?? throw Damaged(null);
        }
        catch (JsonException e)
        {
            throw Damaged(e);
        }
    }

    private static InvalidDataException Damaged(Exception? cause) =>
        new($"{BlobLayout.InterruptionLearning} is damaged; delete it, the next tidy run learns it again.", cause);

    private sealed record Copy(string ETag, InterruptionLearning Learning, LearntBenefit Benefit);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(InterruptionLearning))]
internal sealed partial class LearningJson : JsonSerializerContext;
