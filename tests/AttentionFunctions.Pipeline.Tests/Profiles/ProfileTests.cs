using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Profiles;

public sealed class ProfileTests
{
    /// <summary>A Tuesday, 08:00 UTC.</summary>
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    private static readonly Gen<AttentionEvent[]> Histories = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 500], Gen.Int[0, 6]).Array[0, 40]
        .Select(parts => parts.Select((part, i) => Event(i, part.Item1, part.Item2, part.Item3)).ToArray());

    [Fact]
    public void Order_and_repetition_change_no_byte() => Gen.Select(Histories, Gen.Int).Sample((events, seed) =>
    {
        AttentionEvent[] again = [.. events, .. events];
        new Random(seed).Shuffle(again);
        Assert.Equal(ProfileFormat.Write(Of(events)), ProfileFormat.Write(Of(again)));
    });

    [Fact]
    public void The_stored_form_comes_back_to_the_same_bytes() => Histories.Sample(events =>
    {
        byte[] stored = ProfileFormat.Write(Of(events));
        Assert.Equal(stored, ProfileFormat.Write(ProfileFormat.Read(stored, "p")));
    });

    [Fact]
    public void Cut_or_unknown_bytes_are_refused()
    {
        byte[] stored = ProfileFormat.Write(Of(Event(1, 0, 5, 1), Event(2, 3, 5, 1)));
        for (int length = 0; length < stored.Length; length++)
            Assert.Throws<InvalidDataException>(() => ProfileFormat.Read(stored.AsMemory(0, length), "p"));
        stored[0] = 99;
        Assert.Throws<InvalidDataException>(() => ProfileFormat.Read(stored, "p"));
    }

    [Fact]
    public void Only_the_newest_events_are_remembered_but_all_are_counted()
    {
        Profile profile = Of([.. Enumerable.Range(0, Profile.MaxEntries + 10).Select(i => Event(i, 0, i, i))]);
        Assert.Equal(Profile.MaxEntries, profile.Entries.Count);
        Assert.Equal(Profile.MaxEntries + 10, profile.TotalEvents);
        Assert.False(profile.Knows("e0"));
        Assert.True(profile.Knows("e10"));
    }

    [Fact]
    public void The_newest_word_on_a_setting_wins_whenever_it_arrives()
    {
        Profile profile = Of(Zone(1, "Asia/Tokyo", 20), Zone(2, "Europe/Berlin", 10));
        Assert.Equal("Asia/Tokyo", profile.Settings.TimeZone.Value);
    }

    [Fact]
    public void Shares_of_attention_sum_to_one() => Histories.Sample(events =>
    {
        AttentionFlow flow = AttentionFlow.Of(Of(events), ItemCatalogue.Empty, new AttentionWeight(new()));
        if (flow.Direction.Count > 0) Assert.Equal(1, flow.Direction.Sum(share => share.Share), 9);
        Assert.All(flow.Direction, share => Assert.InRange(share.Share, 0, 1));
    });

    [Fact]
    public void Hours_are_those_of_the_users_time_zone()
    {
        AttentionFlow flow = AttentionFlow.Of(
            Of(Event(1, 0, 0, 1), Zone(2, "Asia/Tokyo", 10)), ItemCatalogue.Empty, new AttentionWeight(new()));
        Assert.Equal("Asia/Tokyo", flow.TimeZone);
        Assert.Equal(24 + 8 + 9, flow.HoursOfWeek.Single(hour => hour.Events > 0).Hour);
    }

    [Fact]
    public void Days_sum_up_the_same_attention_as_the_hours() => Histories.Sample(events =>
    {
        AttentionFlow flow = AttentionFlow.Of(Of(events), ItemCatalogue.Empty, new AttentionWeight(new()));
        Assert.Equal(flow.Daily.Select(day => day.Day).Order().Distinct(), flow.Daily.Select(day => day.Day));
        if (flow.Daily.Count == 28) return; // Older days are left out.
        Assert.Equal(flow.HoursOfWeek.Sum(hour => hour.Events), flow.Daily.Sum(day => day.Events));
        Assert.Equal(flow.HoursOfWeek.Sum(hour => hour.Seconds), flow.Daily.Sum(day => day.Seconds), 0.01 * events.Length);
    });

    private static Profile Of(params AttentionEvent[] events)
    {
        var profile = new Profile();
        foreach (AttentionEvent @event in events) profile.Apply(@event);
        return profile;
    }

    private static AttentionEvent Zone(int number, string zone, int minutes) => new()
    {
        Id = $"z{number}",
        Type = EventType.UserUpdated,
        Time = Start.AddMinutes(minutes),
        UserId = "key",
        User = new UserFields { TimeZone = zone },
    };

    private static AttentionEvent Event(int number, int kind, int minutes, int subject) => kind == 3 ? Zone(number, $"Etc/GMT+{subject}", minutes) : new()
    {
        Id = $"e{number}",
        Type = kind switch { 0 => EventType.View, 1 => EventType.Dismiss, _ => EventType.Focus },
        Time = Start.AddMinutes(minutes),
        UserId = "key",
        ItemId = kind == 2 ? null : $"item{subject}",
        Category = kind == 2 ? $"activity{subject}" : null,
        Seconds = kind == 2 ? 60.5 : null,
    };
}
