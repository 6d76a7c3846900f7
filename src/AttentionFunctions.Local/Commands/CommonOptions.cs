using System.CommandLine;
using System.Text.Json;
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

    /// <summary>An option for one of a few words.</summary>
    public static Option<T> OneOf<T>(string name, string description, T usual)
        where T : struct, Enum
    {
        string[] words = Array.ConvertAll(Enum.GetNames<T>(), JsonNamingPolicy.CamelCase.ConvertName);
        return new Option<T>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            DefaultValueFactory = _ => usual,
            CustomParser = result =>
            {
                string word = result.Tokens[0].Value;
                int at = Array.FindIndex(words, known => known.Equals(word, StringComparison.OrdinalIgnoreCase));
                if (at >= 0) return Enum.GetValues<T>()[at];
                result.AddError($"{name} takes {string.Join(", ", words[..^1])} or {words[^1]}, got '{word}'.");
                return default;
            },
        };
    }

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
