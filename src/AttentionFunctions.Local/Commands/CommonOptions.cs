using System.CommandLine;
using AttentionFunctions.Local.Hosting;

namespace AttentionFunctions.Local.Commands;

/// <summary>Options that every verb about the stored state takes.</summary>
internal static class CommonOptions
{
    public static readonly Option<string> Data = new("--data")
    {
        Description = "Folder for the queue, the key and, unless --storage is given, everything stored.",
        DefaultValueFactory = _ => "data",
    };

    public static readonly Option<string?> Storage = new("--storage")
    {
        Description = "Storage connection string (UseDevelopmentStorage=true for Azurite) or https address, instead of the folder.",
    };

    public static readonly Option<string?> Encoder = new("--encoder")
    {
        Description = "Folder of a sentence-transformer model (model.onnx and tokenizer files) instead of the embedded encoder.",
    };

    public static Command WithState(this Command command)
    {
        command.Options.Add(Data);
        command.Options.Add(Storage);
        command.Options.Add(Encoder);
        return command;
    }

    public static LocalOptions LocalOptions(this ParseResult result) =>
        new(result.GetRequiredValue(Data), result.GetValue(Storage), result.GetValue(Encoder));

    /// <summary>The pipeline without a host, for one command.</summary>
    public static ServiceProvider Pipeline(this ParseResult result) => result.LocalOptions().Pipeline();

    public static ServiceProvider Pipeline(this LocalOptions options) => new ServiceCollection()
        .AddLogging(logging => logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Error))
        .AddLocalPipeline(options)
        .BuildServiceProvider();
}
