using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Store;
using AttentionFunctions.Testing;
using Xunit;

namespace AttentionFunctions.Profiles;

public sealed class RecentProfilesTests : IDisposable
{
    private const string User = "u";
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly FolderBlobStore _blobs;

    public RecentProfilesTests() => _blobs = new FolderBlobStore(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_instances_that_take_turns_on_a_user_lose_no_event()
    {
        ProfileStore[] instances = [new(_blobs), new(_blobs)];
        for (int i = 0; i < 20; i++) await ApplyAsync(instances[i % 2], i);
        Assert.Equal(20, await StoredAsync());
    }

    [Fact]
    public async Task Two_instances_that_take_the_same_profile_lose_no_event()
    {
        ProfileStore one = new(_blobs), two = new(_blobs);
        await ApplyAsync(one, 0);
        StoredProfile first = await one.TakeAsync(User), second = await two.TakeAsync(User);
        await two.ApplyAsync(User, second, [View(1)]);
        await one.ApplyAsync(User, first, [View(2)]);
        Assert.Equal(3, await StoredAsync());
    }

    [Fact]
    public async Task A_deleted_profile_does_not_come_back_from_memory()
    {
        var profiles = new ProfileStore(_blobs);
        await ApplyAsync(profiles, 0);
        Assert.True(await _blobs.DeleteAsync(BlobLayout.Profile(User)));
        await ApplyAsync(profiles, 1);
        Profile stored = (await profiles.ReadAsync(User)).Profile;
        Assert.False(stored.Knows("e0"));
        Assert.True(stored.Knows("e1"));
    }

    [Fact]
    public async Task What_could_not_be_written_is_not_taken_for_written()
    {
        var profiles = new ProfileStore(new FailingStore(_blobs, failing: 2));
        await ApplyAsync(profiles, 0);
        await Assert.ThrowsAsync<IOException>(() => ApplyAsync(profiles, 1));
        Assert.False((await profiles.TakeAsync(User)).Profile.Knows("e1"));
        await ApplyAsync(profiles, 1);
        Assert.Equal(2, await StoredAsync());
    }

    [Fact]
    public void A_profile_has_one_owner()
    {
        RecentProfiles<StoredProfile> cache = ProfileStore.Recent();
        cache.Keep(User, new StoredProfile(new Profile(), "1"));
        Assert.NotNull(cache.Take(User));
        Assert.Null(cache.Take(User));
    }

    /// <summary>An empty profile weighs 30 of the 250,000 that a generation holds, so two generations hold about 16,667.</summary>
    [Fact]
    public void The_least_recently_kept_go_when_it_is_full()
    {
        const int Kept = 40_000;
        RecentProfiles<StoredProfile> cache = ProfileStore.Recent();
        for (int i = 0; i < Kept; i++) cache.Keep($"{i}", new StoredProfile(new Profile(), "1"));
        int[] held = [.. Enumerable.Range(0, Kept).Where(i => cache.Take($"{i}") is not null)];
        Assert.InRange(held.Length, 250_000 / 30, 2 * (250_000 / 30 + 1));
        Assert.Equal(Enumerable.Range(Kept - held.Length, held.Length), held);
    }

    private static async Task ApplyAsync(ProfileStore profiles, int i) =>
        await profiles.ApplyAsync(User, await profiles.TakeAsync(User), [View(i)]);

    private async Task<int> StoredAsync() => (await new ProfileStore(_blobs).ReadAsync(User)).Profile.Entries.Count;

    private static AttentionEvent View(int i) =>
        new() { Id = $"e{i}", Type = EventType.View, Time = Start.AddMinutes(i), UserId = User, ItemId = $"item{i}" };
}
