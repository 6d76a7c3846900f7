namespace AttentionFunctions.Embed;

/// <summary>The encoder that the options name.</summary>
public static class TextEncoders
{
    /// <summary>
    /// Checks the settings and files at once, and opens the model at the first use: hosts must start within seconds.
    /// </summary>
    /// <exception cref="EncoderConfigurationException">The encoder cannot work as configured.</exception>
    public static ITextEncoder Load(EncoderOptions options)
    {
        options.Check();
        return options.Folder is { } folder ? new SentenceTransformer(folder, options) : new LexicalEncoder(options);
    }
}
