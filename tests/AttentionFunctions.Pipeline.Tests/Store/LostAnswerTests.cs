using System.Collections.Concurrent;
using AttentionFunctions.Testing;
using Xunit;

namespace AttentionFunctions.Store;

/// <summary>A write that took effect, and whose writer hears something else.</summary>
public sealed class LostAnswerTests(Azurite azurite)
{
    public static TheoryData<Fault> Unheard => [Fault.DropAfter, Fault.BusyAfter, Fault.NotMetAfter, Fault.CutResponse, Fault.Silence];

    /// <summary>Far more than an answer on this machine takes; one that takes longer all the same is asked for again, and changes nothing.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    public static TheoryData<Fault> Prevented => [Fault.Busy, Fault.DropBefore, Fault.CutRequest];

    [Theory, MemberData(nameof(Unheard)), MemberData(nameof(Prevented))]
    public async Task A_write_succeeds_once_and_says_so(Fault fault)
    {
        await using StoreBehindProxy faulty = await StoreBehindProxy.OpenAsync(azurite, EveryFirst(fault), silence: Silence);
        IBlobStore store = faulty.Blobs;
        string? created = await store.TryCreateAsync("x", "one"u8.ToArray());
        Assert.NotNull(created);
        Assert.Equal(created, (await store.ReadAsync("x"))!.ETag);

        string? replaced = await store.TryReplaceAsync("x", "two"u8.ToArray(), created);
        Assert.NotNull(replaced);
        Blob stored = (await store.ReadAsync("x"))!;
        Assert.Equal("two"u8.ToArray(), stored.Content.ToArray());
        Assert.Equal(replaced, stored.ETag);
        Assert.Equal(replaced, await store.GetETagAsync("x"));

        Assert.NotNull(await store.TryCreateAsync("streamed", new MemoryStream(new byte[100])));
        Assert.True(faulty.Proxy.Counts[fault] >= 3);
    }

    [Theory, MemberData(nameof(Unheard))]
    public async Task A_count_that_others_raise_meanwhile_stays_exact(Fault fault)
    {
        string container = Azurite.NewContainer();
        IBlobStore other = BlobStores.Open(await azurite.ConnectionAsync(), container);
        await using StoreBehindProxy faulty = await StoreBehindProxy.OpenAsync(azurite, EveryFirst(fault), container, beforeAnswer: request =>
            request.IsConditionalWrite && request.Repeat == 0 ? other.UpdateAsync("count", Counter.Increment) : Task.CompletedTask, silence: Silence);

        // The first is overtaken before it hears that it was first; the second as a replacement.
        await faulty.Blobs.UpdateAsync("count", Counter.Increment);
        await faulty.Blobs.UpdateAsync("count", Counter.Increment);
        Assert.Equal(3, await Counter.ReadAsync(other, "count"));
    }

    [Fact]
    public async Task What_was_overtaken_cannot_be_replaced_under_the_version_that_it_had()
    {
        string container = Azurite.NewContainer();
        IBlobStore other = BlobStores.Open(await azurite.ConnectionAsync(), container);
        await using StoreBehindProxy faulty = await StoreBehindProxy.OpenAsync(azurite, EveryFirst(Fault.DropAfter), container, beforeAnswer: request =>
            request.IsConditionalWrite && request.Repeat == 0 ? other.UpdateAsync("count", Counter.Increment) : Task.CompletedTask);
        string? etag = await faulty.Blobs.TryCreateAsync("count", Counter.Increment(null));
        Assert.NotNull(etag);
        Assert.Null(await faulty.Blobs.TryReplaceAsync("count", "9"u8.ToArray(), etag));
        Assert.Equal(2, await Counter.ReadAsync(other, "count"));
    }

    /// <summary>The other lie: 412, and nothing was written.</summary>
    [Fact]
    public async Task A_refusal_without_a_reason_costs_a_round_and_no_update()
    {
        await using StoreBehindProxy faulty = await StoreBehindProxy.OpenAsync(azurite, EveryFirst(Fault.NotMet));
        for (int i = 0; i < 3; i++) await faulty.Blobs.UpdateAsync("count", Counter.Increment);
        Assert.Equal(3, await Counter.ReadAsync(faulty.Blobs, "count"));
        Assert.True(faulty.Proxy.Counts[Fault.NotMet] >= 3);
    }

    [Fact]
    public async Task Somebody_elses_blob_of_the_same_content_is_not_ones_own()
    {
        await using StoreBehindProxy faulty = await StoreBehindProxy.OpenAsync(azurite, _ => Fault.None);
        Assert.NotNull(await faulty.Blobs.TryCreateAsync("x", "one"u8.ToArray()));
        Assert.Null(await faulty.Blobs.TryCreateAsync("x", "one"u8.ToArray()));
    }

    [Fact]
    public async Task A_lease_is_held_although_nobody_said_so()
    {
        await using StoreBehindProxy faulty = await StoreBehindProxy.OpenAsync(azurite, EveryFirst(Fault.DropAfter));
        await using (IBlobLease? lease = await faulty.Blobs.TryAcquireLeaseAsync("x", TimeSpan.FromSeconds(15)))
        {
            Assert.NotNull(lease);
            Assert.True(await lease.RenewAsync());
            Assert.Null(await faulty.Blobs.TryAcquireLeaseAsync("x", TimeSpan.FromSeconds(15)));
        }

        Assert.NotNull(await faulty.Blobs.TryAcquireLeaseAsync("x", TimeSpan.FromSeconds(15)));
    }

    [Theory]
    [InlineData(Fault.DropBefore)]
    [InlineData(Fault.Busy)]
    public async Task A_store_that_stays_away_is_told_by_the_exception_that_callers_wait_for(Fault fault)
    {
        var away = false;
        await using StoreBehindProxy faulty = await StoreBehindProxy.OpenAsync(azurite, _ => away ? fault : Fault.None, repeats: 2);
        IBlobStore store = faulty.Blobs;
        string etag = (await store.TryCreateAsync("x", "one"u8.ToArray()))!;
        IBlobLease lease = (await store.TryAcquireLeaseAsync("x", TimeSpan.FromSeconds(15)))!;
        away = true;
        Func<Task>[] requests =
        [
            () => store.ReadAsync("x"), () => store.GetETagAsync("x"), () => store.TryCreateAsync("y", "y"u8.ToArray()),
            () => store.TryReplaceAsync("x", "y"u8.ToArray(), etag), () => store.DeleteAsync("x"), () => lease.RenewAsync(),
            () => store.TryAcquireLeaseAsync("y", TimeSpan.FromSeconds(15)), async () => await store.ListAsync("").ToListAsync(),
        ];
        foreach (Func<Task> request in requests)
        {
            Exception? thrown = await Record.ExceptionAsync(request);
            Assert.True(thrown is IOException or Azure.RequestFailedException { Status: 503 }, thrown?.ToString());
        }

        // What a lease protects has been done by now: that it cannot be given back is no failure of that.
        await lease.DisposeAsync();
    }

    /// <summary>The fault befalls the first request for everything that is written.</summary>
    private static Func<ProxiedRequest, Fault> EveryFirst(Fault fault)
    {
        var known = new ConcurrentDictionary<string, bool>();
        return request => request.Method == "PUT" && !request.Target.Contains("restype=container", StringComparison.Ordinal)
            && known.TryAdd($"{request.Target} {ConditionOf(request)}", true) ? fault : Fault.None;
    }

    /// <summary>Tells a replacement from the creation before it.</summary>
    private static string ConditionOf(ProxiedRequest request) =>
        request.Head.Split("\r\n").FirstOrDefault(line => line.StartsWith("if-match", StringComparison.OrdinalIgnoreCase)) ?? "";
}
