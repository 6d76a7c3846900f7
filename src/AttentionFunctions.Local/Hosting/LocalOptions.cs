using System.Security.Cryptography;
using AttentionFunctions.Embed;
using AttentionFunctions.Train;

namespace AttentionFunctions.Local.Hosting;

/// <summary>Where the local pipeline keeps its state.</summary>
/// <param name="DataFolder">Holds the queue, the pseudonym key and, by default, the store.</param>
/// <param name="Storage">A storage connection instead of the folder; null for <c>{data}/store</c>.</param>
/// <param name="EncoderFolder">A sentence-transformer folder; null for the embedded lexical encoder.</param>
internal sealed record LocalOptions(string DataFolder, string? Storage = null, string? EncoderFolder = null)
{
    private const int KeyBytes = 32;

    public string QueueFile => Path.Combine(DataFolder, "queue.db");

    public string SessionQueueFile => Path.Combine(DataFolder, "session-queue.db");

    public string ImportsFolder => Path.Combine(DataFolder, "imports");

    private string KeyFile => Path.Combine(DataFolder, "pseudonym.key");

    public PipelineOptions ToPipelineOptions() => new()
    {
        Storage = Storage ?? Path.GetFullPath(Path.Combine(DataFolder, "store")),
        PseudonymKey = ReadOrCreateKey(),
        Encoder = new EncoderOptions { Folder = EncoderFolder },
        Training = EnvironmentTraining(),
        Assistant = PipelineOptions.AssistantOf(new ConfigurationBuilder().AddEnvironmentVariables().Build()),
        Paraphrases = PipelineOptions.ParaphrasesOf(new ConfigurationBuilder().AddEnvironmentVariables().Build()),
    };

    /// <summary>As in Azure, from environment variables: <c>Training__Sequence__CoreMinutes</c>.</summary>
    public static TrainingOptions EnvironmentTraining() => PipelineOptions.TrainingOf(new ConfigurationBuilder().AddEnvironmentVariables().Build());

    /// <summary>Made at the first start; two processes that start at once agree on one.</summary>
    private byte[] ReadOrCreateKey()
    {
        Directory.CreateDirectory(DataFolder);
        if (!File.Exists(KeyFile))
        {
            string draft = $"{KeyFile}.{Environment.ProcessId}";
            File.WriteAllBytes(draft, RandomNumberGenerator.GetBytes(KeyBytes));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            try
            {
                File.Move(draft, KeyFile, overwrite: false);
            }
            catch (IOException) when (File.Exists(KeyFile))
            {
                File.Delete(draft);
            }
        }

        byte[] key = File.ReadAllBytes(KeyFile);
        return key.Length == KeyBytes ? key : throw new InvalidDataException(
            $"{KeyFile} must have {KeyBytes} bytes. Restore it from a backup: without it the stored profiles cannot be found again.");
    }
}
