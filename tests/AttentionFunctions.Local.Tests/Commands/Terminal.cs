using Spectre.Console;
using Xunit;

namespace AttentionFunctions.Local.Commands;

/// <summary>The command line in this process, with what it prints. The console is one per process, so these tests run alone.</summary>
[CollectionDefinition(nameof(Terminal), DisableParallelization = true)]
public sealed class Terminal
{
    internal static async Task<Answer> RunAsync(params string[] args)
    {
        (TextWriter output, TextWriter error, IAnsiConsole console) = (Console.Out, Console.Error, AnsiConsole.Console);
        using StringWriter printed = new(), complained = new();
        try
        {
            Console.SetOut(printed);
            Console.SetError(complained);
            AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(printed) });
            int code = await CommandLine.RunAsync(args);
            return new Answer(code, printed.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            AnsiConsole.Console = console;
        }
    }

    internal sealed record Answer(int Code, string Output, string Error);
}
