using CsCheck;
using Xunit;

namespace AttentionFunctions.Events;

public sealed class RoundTripTests
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 1, 20], Gen.OneOf("Größe", "漢字 😀", "a\"b\\c/d", "<é>&'", "مرحبا"));

    private static readonly Gen<string> FreeText = Gen.OneOf(Text, Gen.OneOf("", "two\nlines\ttab", "\u0000\u2028"));

    private static readonly Gen<DateTimeOffset> Times = Gen.Long[0, 1_790_000_000_000].Select(DateTimeOffset.FromUnixTimeMilliseconds);

    private static readonly Gen<IReadOnlyDictionary<string, string>> Facts =
        Gen.Dictionary(Text, Text)[0, 5].Select(facts => (IReadOnlyDictionary<string, string>)facts);

    private static readonly Gen<ItemFields> Items =
        from title in FreeText.Null()
        from text in FreeText.Null()
        from labels in Text.HashSet[0, 5]
        from price in Gen.Double[0, 1e6].Nullable()
        from published in Times.Nullable()
        from hidden in Gen.Bool
        from vector in Gen.Float[-1e6f, 1e6f].List[1, 8].Null()
        select new ItemFields
        {
            Title = title,
            Text = text,
            Categories = [.. labels],
            Tags = [.. labels.Take(2)],
            Language = "zh-Hans",
            Price = price,
            PublishedAt = published,
            ExpiresAt = published,
            Hidden = hidden,
            AttentionSeconds = 30,
            Vector = vector,
            Creator = "c",
        };

    private static readonly Gen<UserFields> Users =
        from zone in Gen.OneOf("Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires").Null()
        from start in Gen.Int[0, 700]
        from facts in Facts.Null()
        from consent in Gen.Dictionary(Text, Gen.Bool)[0, 4].Null()
        select new UserFields
        {
            TimeZone = zone,
            WorkingHours = new WorkingHours(new TimeOnly(start / 60, start % 60), new TimeOnly(23, 59)),
            Preferences = facts,
            Consent = consent,
        };

    private static readonly Gen<AttentionEvent> Events =
        from type in Gen.OneOf([.. EventTypes.All])
        from id in Text
        from user in Text
        from item in Text
        from time in Times
        from dwell in Gen.Double[0, EventLimits.Seconds].Nullable()
        from share in Gen.Double[0, 1]
        from free in FreeText.Null()
        from context in Facts
        from fields in Items
        from settings in Users
        select new AttentionEvent
        {
            Id = id,
            Type = type,
            Time = time,
            UserId = type.IsCatalogue() ? null : user,
            ItemId = item,
            DwellSeconds = dwell,
            Value = share,
            Query = free,
            Seconds = dwell,
            Category = user,
            SessionId = user,
            RecommendationId = id,
            Context = context,
            Item = type == EventType.ItemUpserted ? fields : null,
            User = type == EventType.UserUpdated ? settings : null,
        };

    [Fact]
    public void What_is_written_is_read_back_unchanged() => Events.Sample(@event =>
    {
        byte[] written = EventWriter.Write(@event);
        EventBatch batch = EventReader.Read(written, Payloads.Received);
        Assert.Empty(batch.Rejections.SelectMany(rejection => rejection.Reasons));
        AttentionEvent read = Assert.Single(batch.Events);
        Assert.Equal(written, EventWriter.Write(read));
        Assert.DoesNotContain((byte)'\n', written);
        Assert.Equal((@event.Id, @event.Type, @event.Time, @event.UserId, @event.ItemId, @event.DwellSeconds, @event.Query),
            (read.Id, read.Type, read.Time, read.UserId, read.ItemId, read.DwellSeconds, read.Query));
    });

    [Fact]
    public void A_written_array_is_read_back_in_order() => Events.Array[0, 10].Sample(events =>
        Assert.Equal(events.Select(@event => @event.Id), EventReader.Read(EventWriter.Write(events), Payloads.Received).Events.Select(read => read.Id)));
}
