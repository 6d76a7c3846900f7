using System.Diagnostics.Metrics;

namespace AttentionFunctions.Assist;

internal static class AssistMetrics
{
    private static readonly Meter Meter = new("AttentionFunctions.Assist");
    private static readonly Counter<long> Answers = Meter.CreateCounter<long>("attention.assistant.answers", "{answer}", "Answers, by engine and outcome");
    private static readonly Counter<long> Tools = Meter.CreateCounter<long>("attention.assistant.tools", "{call}", "Tool calls, by tool");
    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>("attention.assistant.tokens", "{token}", "Tokens of the model, read and written");
    private static readonly Counter<double> Cost = Meter.CreateCounter<double>("attention.assistant.cost", "{currency}", "Cost by the configured prices");
    private static readonly Histogram<double> Latency = Meter.CreateHistogram<double>("attention.assistant.model.duration", "s", "One call of the model, by outcome");
    private static readonly Counter<long> Unfounded = Meter.CreateCounter<long>("attention.assistant.unfounded", "{sentence}", "Sentences removed because no source bears them out");

    public static void Answered(Engine engine, string outcome) =>
        Answers.Add(1, new("engine", engine == Engine.Model ? "model" : "rules"), new("outcome", outcome));

    public static void ToolRan(string name, bool done) => Tools.Add(1, new("tool", name), new("outcome", done ? "done" : "rejected"));

    public static void Called(string outcome, TimeSpan duration, Usage usage)
    {
        Latency.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
        Tokens.Add(usage.InputTokens, new KeyValuePair<string, object?>("direction", "input"));
        Tokens.Add(usage.OutputTokens, new KeyValuePair<string, object?>("direction", "output"));
        Cost.Add((double)usage.Cost);
    }

    public static void Removed(int sentences) => Unfounded.Add(sentences);
}
