using Xunit;

namespace AttentionFunctions.Events;

public sealed class ValidationTests
{
    [Fact]
    public void Tells_all_reasons_at_once() => Assert.Equal(
        [
            "`dwellSeconds` must be a number from 0 to 86400, got \"abc\"",
            "`sessionId` must be a string, got 5",
            "`context.a` must be text of at most 256 characters, a number, true or false, got an object",
            "`userId` is required for `view` (found `user_id`; is that what it should be?)",
        ],
        Payloads.ReasonsOf("""{"type":"view","itemId":"i","user_id":"u","dwellSeconds":"abc","sessionId":5,"context":{"a":{}}}"""));

    [Theory]
    [InlineData("""{"userId":"u","itemId":"i"}""", "`type` is required")]
    [InlineData("""{"type":"watch","userId":"u","itemId":"i"}""", "`type` must be one of")]
    [InlineData("""{"type":"rate","userId":"u","itemId":"i"}""", "`value` is required")]
    [InlineData("""{"type":"rate","userId":"u","itemId":"i","value":1e999}""", "`value` must be a number")]
    [InlineData("""{"type":"complete","userId":"u","itemId":"i","value":1.1}""", "`value` of `complete`")]
    [InlineData("""{"type":"purchase","userId":"u","itemId":"i","value":-1}""", "`value` of `purchase`")]
    [InlineData("""{"type":"view","userId":"u"}""", "`itemId` is required")]
    [InlineData("""{"type":"item.removed"}""", "`itemId` is required")]
    [InlineData("""{"type":"view","userId":"u","itemId":"i","itemId":"j"}""", "`itemId` is given twice")]
    [InlineData("""{"type":"view","userId":"\ud800","itemId":"i"}""", "`userId` must be Unicode text")]
    [InlineData("""{"type":"view","userId":"\u0007","itemId":"i"}""", "`userId` must be 1 to 256 characters")]
    [InlineData("""{"type":"view","userId":"u","itemId":"i","time":"2026-11-24T08:05:01Z"}""", "`time` must be at most 5 minutes ahead")]
    [InlineData("""{"type":"view","userId":"u","itemId":"i","time":"1969-12-31T23:59:59Z"}""", "`time` must not be before 1970")]
    [InlineData("""{"type":"view","userId":"u","itemId":"i","time":"2026-11-24T08:00:00"}""", "`time` must be an RFC 3339 time with its offset")]
    [InlineData("""{"type":"view","userId":"u","itemId":"i","time":1700000000000}""", "`time` must be an RFC 3339 time")]
    [InlineData("""{"type":"item.upserted","itemId":"i","vector":[1e39]}""", "`vector` must be an array of numbers")]
    [InlineData("""{"type":"item.upserted","itemId":"i","item":{"language":"en_US"}}""", "`item.language` must be a BCP 47")]
    [InlineData("""{"type":"user.updated","userId":"u","timeZone":"../../etc/passwd"}""", "`timeZone` must be an IANA")]
    [InlineData("""{"type":"user.updated","userId":"u","user":{"workingHours":{"from":"17:00","to":"09:00"}}}""", "`user.workingHours` must have")]
    [InlineData("""{"type":"user.updated","userId":"u","consent":{"ads":"yes"}}""", "`consent.ads` must be true or false")]
    public void Says_what_to_change(string payload, string reason) =>
        Assert.StartsWith(reason, Assert.Single(Payloads.ReasonsOf(payload)), StringComparison.Ordinal);

    [Theory]
    [InlineData("2026-11-24T09:04:59.9999+01:00", "2026-11-24T08:04:59.999Z")]
    [InlineData("1970-01-01T00:00Z", "1970-01-01T00:00:00Z")]
    [InlineData("2016-12-31 23:59:60z", "2016-12-31T23:59:59.999Z")]
    [InlineData("2026-02-28T23:59:59-0030", "2026-03-01T00:29:59Z")]
    public void Takes_times_with_any_offset_and_cuts_them_to_the_millisecond(string sent, string expected)
    {
        AttentionEvent read = Payloads.ReadOne(Payloads.View.Replace("2026-11-23T20:41:00Z", sent, StringComparison.Ordinal));
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), read.Time);
    }

    [Fact]
    public void Null_and_unknown_fields_and_fields_of_other_types_are_as_if_absent()
    {
        AttentionEvent read = Payloads.ReadOne(Payloads.View[..^1] + ",\"query\":null,\"new\":{\"a\":[1]},\"price\":\"12 EUR\",\"timeZone\":5}");
        Assert.Equal((null, null, null), (read.Query, read.Item, read.User));
    }

    [Fact]
    public void An_event_without_time_happened_when_it_was_received() =>
        Assert.Equal(Payloads.Received, Payloads.ReadOne("""{"type":"search","userId":"u","query":"x"}""").Time);

    [Fact]
    public void Item_fields_may_stand_flat_or_in_an_object()
    {
        ItemFields flat = Payloads.ReadOne("""{"type":"item.upserted","itemId":"i","title":"T","tags":["a","a"],"hidden":true}""").Item!;
        ItemFields inside = Payloads.ReadOne("""{"type":"item.upserted","itemId":"i","item":{"title":"T","tags":["a"],"hidden":true}}""").Item!;
        Assert.Equal(("T", true), (flat.Title, flat.Hidden));
        Assert.Equal(["a"], flat.Tags);
        Assert.Equal(inside.Tags, flat.Tags);
    }

    [Theory]
    [InlineData("""{"id":"a","type":"view","userId":"u","itemId":"i","context":{"a":"1","b":"2"}}""", "a")]
    [InlineData("""{"specversion":"1.0","id":"e","source":"/","type":"attention.view","subject":"i","data":{"userId":"u"}}""", "e")]
    [InlineData("""{"data":{"id":"d","userId":"u","itemId":"i"},"id":"e","type":"attention.view","specversion":"1.0"}""", "d")]
    [InlineData("""{"specversion":"1.0","id":"e","type":"attention.view","data_base64":"eyJ1c2VySWQiOiJ1IiwiaXRlbUlkIjoiaSJ9"}""", "e")]
    public void Reads_bare_events_and_cloud_events(string payload, string id)
    {
        AttentionEvent read = Payloads.ReadOne(payload);
        Assert.Equal((id, EventType.View, "u", "i"), (read.Id, read.Type, read.UserId, read.ItemId));
    }

    [Fact]
    public void A_cloud_event_tells_where_its_fields_are_wrong() => Assert.Equal(
        ["`data.value` must be a number from -1000000000000 to 1000000000000, got \"5\"", "`specversion` must be \"1.0\"", "`data.itemId` is required for `rate`"],
        Payloads.ReasonsOf("""{"specversion":"0.3","id":"e","type":"attention.rate","data":{"userId":"u","value":"5"}}"""));

    [Fact]
    public void A_derived_id_ignores_the_order_of_fields_and_white_space_and_nothing_else()
    {
        string first = Payloads.ReadOne("""{"type":"view","userId":"u","itemId":"i","context":{"a":"1","b":"2"}}""").Id;
        string second = Payloads.ReadOne("""{ "context" : {"b":"2", "a":"1"}, "itemId":"i", "userId":"\u0075", "type":"view" }""").Id;
        string other = Payloads.ReadOne("""{"type":"view","userId":"u","itemId":"j","context":{"a":"1","b":"2"}}""").Id;
        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.Matches("^c-[a-z2-7]{26}$", first);
    }
}
