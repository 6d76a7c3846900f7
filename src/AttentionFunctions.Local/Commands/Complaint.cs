using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary>What is wrong, on standard error and never wrapped: what looks for a message in a file or a pipe must find it in one piece.</summary>
internal static class Complaint
{
    public static void Error(string message)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        console.Markup("[red]error:[/] ");
        Print(message);
    }

    public static void Print(string message) => Console.Error.WriteLine(message);
}
