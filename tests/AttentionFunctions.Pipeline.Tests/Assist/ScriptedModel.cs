using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Assist;

/// <summary>A stand-in for a model: asks for the tool that the question calls for, then says what the tool said, with its sources.</summary>
internal static class ScriptedModel
{
    public static Func<HttpContext, Task> Honest(ChatTurn turn) =>
        turn.Results.Count == 0 && turn.MayCall && ToolFor(turn.Question) is { } call ? ChatServer.Call(call) : ChatServer.Say(Report(turn));

    public static (string, object)? ToolFor(string question)
    {
        bool Says(params string[] words) => words.Any(word => question.Contains(word, StringComparison.OrdinalIgnoreCase));
        return question switch
        {
            _ when Says("attention", "focus", "注意力", "专注") => ("attention_report", new { }),
            _ when Says("find ", "search", "搜索") => ("search", new { query = question.Replace("find ", "", StringComparison.OrdinalIgnoreCase).Replace("搜索", "", StringComparison.Ordinal) }),
            _ when Says("reminders", "我的提醒") => ("list_reminders", new { }),
            _ when Says("plan", "规划") => ("plan_day", new { tasks = new[] { new { title = Han(question) ? "写报告" : "write report", minutes = 120 } } }),
            _ when Says("recommend", "推荐") => ("recommend", new { count = 3 }),
            _ => null,
        };
    }

    public static bool Han(string text) => text.Any(character => character is >= '\u4e00' and <= '\u9fff');

    /// <summary>What the tools said, with sources, in the language of the question.</summary>
    public static string Report(ChatTurn turn)
    {
        bool han = Han(turn.Question);
        var sentences = new List<string>();
        foreach (JsonNode result in turn.Results)
        {
            foreach (JsonNode? item in Each(result["items"]))
                sentences.Add(han ? $"可以看看《{item!["title"]}》[{item["source"]}]。" : $"Have a look at \"{item!["title"]}\" [{item["source"]}].");
            foreach (JsonNode? part in Each(result["direction"]))
                sentences.Add(han ? $"你的注意力有 {part!["figure"]} 在 {part["name"]} [{part["source"]}]。" : $"You give {part!["figure"]} to {part["name"]} [{part["source"]}].");
            foreach (JsonNode? block in Each(result["blocks"]))
                sentences.Add(han ? $"{block!["time"]} 做“{block["title"]}”[{block["source"]}]。" : $"From {block!["time"]} comes \"{block["title"]}\" [{block["source"]}].");
            foreach (JsonNode? reminder in Each(result["reminders"]))
                sentences.Add(han ? $"{reminder!["time"]} 提醒“{reminder["text"]}”[{reminder["source"]}]。" : $"At {reminder!["time"]} it is \"{reminder["text"]}\" [{reminder["source"]}].");
        }

        return sentences.Count > 0 ? string.Join(han ? "" : " ", sentences) : han ? "很高兴能帮到你。" : "Happy to help you with that.";

        static IEnumerable<JsonNode?> Each(JsonNode? list) => list as JsonArray ?? [];
    }
}
