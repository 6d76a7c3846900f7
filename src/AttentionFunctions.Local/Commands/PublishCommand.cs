using System.CommandLine;
using AttentionFunctions.Client;
using AttentionFunctions.Local.Hosting;
using AttentionFunctions.Local.Publish;
using Spectre.Console;

namespace AttentionFunctions.Local.Commands;

/// <summary><c>attention publish [FILE…]</c></summary>
internal static class PublishCommand
{
    private static readonly Argument<string[]> Files = new("files")
    {
        Description = "Files with one JSON event per line; - or nothing for standard input.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<Uri> To = new("--to")
    {
        Description = "Address of the local host or the Functions app.",
        DefaultValueFactory = _ => new Uri($"http://127.0.0.1:{ServeOptions.DefaultPort}"),
        CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? uri) && uri.Scheme.StartsWith("http", StringComparison.Ordinal)
            ? uri
            : throw new ArgumentException($"--to takes an http or https address, not '{result.Tokens[0].Value}'."),
    };

    private static readonly Option<string?> Key = new("--api-key") { Description = "Key for the header x-functions-key." };

    private static readonly Option<string?> ServiceBus = new("--service-bus")
    {
        Description = "Service Bus connection string: publish straight to the queue instead of the API.",
    };

    private static readonly Option<string> Queue = new("--queue") { Description = "Queue name, with --service-bus.", DefaultValueFactory = _ => "behaviour-events" };

    public static Command Create()
    {
        var command = new Command("publish", "Send events from files or standard input to the API, or straight to a Service Bus queue.")
        {
            Files, To, Key, ServiceBus, Queue,
        };
        command.SetAction(async (result, cancel) =>
        {
            using var http = new HttpClient();
            return result.GetValue(ServiceBus) is { } connection
                ? await ToServiceBusAsync(result, new EventPublisher(new ServiceBusSender(
                    http, ServiceBusConnection.Parse(connection), result.GetRequiredValue(Queue))), cancel)
                : await ToApiAsync(result, new HttpPublisher(http, result.GetRequiredValue(To), result.GetValue(Key), TimeProvider.System), cancel);
        });
        return command;
    }

    private static async Task<int> ToApiAsync(ParseResult result, HttpPublisher publisher, CancellationToken cancel)
    {
        int code = 0;
        foreach (string file in FilesOf(result))
        {
            await using Stream input = Open(file);
            PublishReport report = await publisher.SendAsync(PublishSource.ReadLinesAsync(input, cancel), progress: null, cancel);
            AnsiConsole.MarkupLineInterpolated($"{file}: {report.Accepted} accepted, {report.Rejections.Count} rejected");
            foreach (PublishRejection rejection in report.Rejections)
                Complaint.Print($"  line {rejection.Line}: {string.Join("; ", rejection.Reasons)}");
            if (report.Rejections.Count > 0) code = CommandLine.No;
        }

        return code;
    }

    /// <summary>Lines go as they are: what does not validate ends in the quarantine of the pipeline.</summary>
    private static async Task<int> ToServiceBusAsync(ParseResult result, EventPublisher publisher, CancellationToken cancel)
    {
        foreach (string file in FilesOf(result))
        {
            await using Stream input = Open(file);
            int sent = 0;
            await foreach (ReadOnlyMemory<byte>[] lines in PublishSource.ReadLinesAsync(input, cancel).Where(line => line.Length > 0)
                .Chunk(EventPacking.MaxEvents).WithCancellation(cancel))
            {
                await publisher.SendJsonAsync(lines, cancel);
                sent += lines.Length;
            }

            AnsiConsole.MarkupLineInterpolated($"{file}: {sent} events sent");
        }

        return 0;
    }

    private static string[] FilesOf(ParseResult result) => result.GetValue(Files) is { Length: > 0 } files ? files : ["-"];

    private static Stream Open(string file) => file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
}
