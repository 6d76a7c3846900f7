namespace AttentionFunctions.Embed;

/// <summary>A folder of a sentence-transformer model, as its publishers lay it out.</summary>
internal sealed class ModelFolder
{
    public ModelFolder(string path)
    {
        if (!Directory.Exists(path))
            throw new EncoderConfigurationException(
                $"The encoder's folder {path} does not exist. Download a sentence-transformer model with its ONNX file there, or leave the folder out for the embedded encoder.");
        Path = path;
    }

    public string Path { get; }

    public bool Has(string file) => File.Exists(Locate(file));

    public string Locate(string file) => System.IO.Path.Combine(Path, file);

    public FileStream Open(string file) => File.OpenRead(Locate(file));

    public SettingsFile Settings(string file) => new(Locate(file));
}
