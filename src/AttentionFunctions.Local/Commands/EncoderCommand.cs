using System.CommandLine;
using AttentionFunctions.Embed;
using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary><c>attention encoder build FILE</c>: makes the embedded encoder again, bit for bit.</summary>
internal static class EncoderCommand
{
    private static readonly Argument<string> Output = new("file") { Description = "Where to write the ONNX file." };

    public static Command Create()
    {
        var build = new Command("build", "Build the embedded lexical encoder from its seed; the bytes are the same on every machine.") { Output };
        build.SetAction(async (result, cancel) =>
        {
            byte[] model = LexicalModelBuilder.Build();
            await File.WriteAllBytesAsync(result.GetRequiredValue(Output), model, cancel);
            AnsiConsole.MarkupLineInterpolated($"{result.GetRequiredValue(Output)}: {model.Length} bytes");
            return 0;
        });
        return new Command("encoder", "The embedded text encoder.") { build };
    }
}
