using System.Text;
using Xunit;

namespace AttentionFunctions.Events;

public sealed class PayloadFormTests
{
    private static string View(string id) => Payloads.View.Replace("e-1", id, StringComparison.Ordinal);

    private static string[] Ids(EventBatch batch) => [.. batch.Events.Select(read => read.Id)];

    [Fact]
    public void Reads_one_object_of_several_lines()
    {
        AttentionEvent read = Payloads.ReadOne("\uFEFF" + Payloads.View.Replace(",", ",\n  ", StringComparison.Ordinal) + "\n");
        Assert.Equal(("e-1", EventType.View, "u-17", "i-42", 37.5), (read.Id, read.Type, read.UserId, read.ItemId, read.DwellSeconds!.Value));
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 20, 41, 0, TimeSpan.Zero), read.Time);
    }

    [Fact]
    public void Reads_a_json_array() => Assert.Equal(["a", "b"], Ids(Payloads.Read($"[\n{View("a")},\n{View("b")}]")));

    [Fact]
    public void Reads_lines_with_blank_ones_and_byte_order_marks_between() =>
        Assert.Equal(["a", "b", "c"], Ids(Payloads.Read($"\uFEFF{View("a")}\r\n\r\n\uFEFF{View("b")}\n[{View("c")}]\n")));

    [Fact]
    public void A_broken_line_rejects_that_line_only()
    {
        EventBatch batch = Payloads.Read($"{View("a")}\n{{\"type\":\n{View("b")}\nnonsense\n{View("c")}");
        Assert.Equal(["a", "b", "c"], Ids(batch));
        Assert.Equal([1, 3], batch.Rejections.Select(rejection => rejection.Index));
        Assert.StartsWith("the JSON is broken at line 2", batch.Rejections[0].Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_array_keeps_the_elements_before_the_break_and_sets_the_rest_aside_once()
    {
        EventBatch batch = Payloads.Read($"[{View("a")},\n{View("b")},\n{{\"type\" nonsense}},\n{View("c")}, 5]");
        Assert.Equal(["a", "b"], Ids(batch));
        Rejection rest = Assert.Single(batch.Rejections);
        Assert.Contains("line 3, byte 9", rest.Reasons[0], StringComparison.Ordinal);
        Assert.StartsWith("{\"type\" nonsense}", rest.Text(), StringComparison.Ordinal);
        Assert.EndsWith("5]", rest.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_array_that_is_never_closed_is_told()
    {
        EventBatch batch = Payloads.Read($"[{View("a")}");
        Assert.Equal(["a"], Ids(batch));
        Assert.Equal("[", Assert.Single(batch.Rejections).Text());
    }

    [Fact]
    public void An_element_that_is_no_object_costs_only_itself()
    {
        EventBatch batch = Payloads.Read($"[1,{View("a")},null,[{View("b")}],\"x\"]");
        Assert.Equal(["a"], Ids(batch));
        Assert.Equal([0, 2, 3, 4], batch.Rejections.Select(rejection => rejection.Index));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\uFEFF\t")]
    [InlineData("true")]
    [InlineData("{")]
    [InlineData("\u0000")]
    public void What_is_no_event_is_rejected_with_a_reason(string payload) => Assert.NotEmpty(Payloads.ReasonsOf(payload));

    [Fact]
    public void An_empty_array_is_an_empty_batch() => Assert.Equal((0, 0), (Payloads.Read("[]").Events.Count, Payloads.Read("[]").Rejections.Count));

    [Fact]
    public void Two_events_on_one_line_are_rejected_together() =>
        Assert.Contains("line of its own", Payloads.ReasonsOf(Payloads.View + Payloads.View)[0], StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_no_utf8_cost_only_their_event()
    {
        byte[] payload = Encoding.UTF8.GetBytes($"{View("a")}\n{View("#")}\n{View("b")}");
        payload[Array.IndexOf(payload, (byte)'#')] = 0xFF;
        EventBatch batch = EventReader.Read(payload, Payloads.Received);
        Assert.Equal(["a", "b"], Ids(batch));
        Assert.Equal("the text must be UTF-8", Assert.Single(batch.Rejections).Reasons[0]);
    }

    [Fact]
    public void Deep_nesting_rejects_the_event_and_not_the_array_around_it()
    {
        string deep = Payloads.View[..^1] + ",\"x\":" + new string('[', 5000) + new string(']', 5000) + "}";
        EventBatch batch = Payloads.Read($"[{View("a")},{deep},{View("b")}]");
        Assert.Equal(["a", "b"], Ids(batch));
        Assert.Contains("32 levels", Assert.Single(batch.Rejections).Reasons[0], StringComparison.Ordinal);
    }
}
